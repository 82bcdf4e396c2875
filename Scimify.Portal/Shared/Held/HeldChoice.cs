using Scimify.Core.Directory.Guard;

namespace Scimify.Portal.Shared.Held;

/// <summary>A held change that somebody decides about.</summary>
/// <param name="OfGroup">Whether the change concerns a group: it is deleted, or loses a member.</param>
public sealed record HeldChoice(Guid Id, HeldAction Action, bool OfGroup);
