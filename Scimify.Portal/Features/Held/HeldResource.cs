using Scimify.Core.Directory.Guard;
using Scimify.Core.Provisioning.Held;
using Scimify.Portal.Shared.Inputs;

namespace Scimify.Portal.Features.Held;

/// <summary>A change that waits for a person.</summary>
/// <param name="Action"><c>Disable</c>, <c>Delete</c>, <c>RemoveMember</c> or <c>Adopt</c>.</param>
/// <param name="ResourceType"><c>User</c>, or <c>Group</c> for a group that would be deleted or lose a member.</param>
/// <param name="Name">The userName or displayName; for a member, <c>group: user</c>.</param>
[JsonExample("""
    {"uuid":"7d0c4b9e-5f61-4d9c-8a0b-0f2f5a7d3c91","action":"Disable","resourceType":"User","scimId":"b0f5d3f2-4f0e-4a6e-8a55-6b0a3c3b9d21",
     "name":"ada@example.com","reason":"More people would be disabled or deleted than the deletion guard lets through within 60 minutes.",
     "since":"2026-11-21T22:41:00.000Z"}
    """)]
public sealed record HeldResource(Guid Uuid, string Action, string ResourceType, Guid ScimId, string Name, string Reason, DateTimeOffset Since)
{
    public static HeldResource Of(HeldChange held) => new(
        held.Id, held.Action.ToString(), held.GroupKey is null ? "User" : "Group", held.ScimId, held.Name, held.Reason, held.Since);
}

/// <summary>How many changes were released, and which stay held and why.</summary>
public sealed record ReleasedHeld(int Released, IReadOnlyList<KeptHeld> Kept)
{
    public static ReleasedHeld Of(HeldDecided decided) => new(decided.Count, decided.Kept);
}

/// <summary>How many changes were rejected, and which stay held and why.</summary>
public sealed record RejectedHeld(int Rejected, IReadOnlyList<KeptHeld> Kept)
{
    public static RejectedHeld Of(HeldDecided decided) => new(decided.Count, decided.Kept);
}
