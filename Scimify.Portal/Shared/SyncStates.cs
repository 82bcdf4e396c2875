using System.Diagnostics;
using Scimify.Core.Sync;

namespace Scimify.Portal.Shared;

/// <summary>The API's words for sync states: those of the header <c>Scimify-Sync</c>, and <c>failed</c>.</summary>
internal static class SyncStates
{
    public static readonly string[] Names = ["applied", "pending", "failed", "held", "planned", "unforwardable"];

    public static string NameOf(SyncState state) => state switch
    {
        SyncState.Applied => "applied",
        SyncState.Pending => "pending",
        SyncState.Failed => "failed",
        SyncState.Held => "held",
        SyncState.Planned => "planned",
        SyncState.Unforwardable => "unforwardable",
        _ => throw new UnreachableException(),
    };

    public static SyncState? Parse(string? name) =>
        Array.IndexOf(Names, name) is var index and >= 0 ? (SyncState)index : null;
}
