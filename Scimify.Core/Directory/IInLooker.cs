using Scimify.Core.Directory.Guard;
using Scimify.Core.Sync;

namespace Scimify.Core.Directory;

/// <summary>How far a resource has got in Looker: what tells the states of its parts, without the rest of its row.</summary>
public interface IInLooker
{
    DateTimeOffset? DeletedAt { get; }

    SyncState SyncState { get; }

    string? SyncError { get; }

    bool IsHeld => SyncState == SyncState.Held;
}

/// <inheritdoc cref="IInLooker"/>
public interface IUserInLooker : IInLooker
{
    string? LookerUserId { get; }

    LinkState LinkState { get; }

    bool Active { get; }

    string? LookerEmail { get; }

    string LookerFirstName { get; }

    string LookerLastName { get; }

    string? LookerAttributes { get; }

    string? AppliedState { get; }

    Protection Protection { get; }
}

/// <inheritdoc cref="IInLooker"/>
public interface IGroupInLooker : IInLooker
{
    string? LookerGroupId { get; }

    string DisplayName { get; }

    string? AppliedName { get; }
}
