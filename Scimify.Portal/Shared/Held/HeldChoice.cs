using Scimify.Core.Directory.Guard;

namespace Scimify.Portal.Shared.Held;

/// <summary>A held change that somebody decides about.</summary>
/// <param name="OfGroup">The change is about a group: that it goes, or loses a member.</param>
public sealed record HeldChoice(Guid Id, HeldAction Action, bool OfGroup);
