namespace Scimify.Core.People;

/// <summary>The personal access token that an actor uses. What is created with it reaches no further than it does.</summary>
/// <param name="ExpiresAt">Null for never.</param>
/// <param name="AllowedNetworks">As <see cref="PersonalAccessToken.AllowedNetworks"/> stores them; null for everywhere.</param>
public sealed record ActorToken(Guid Id, string Name, PersonalTokenScope Scope, DateTimeOffset? ExpiresAt, string? AllowedNetworks);
