using System.Net;
using Scimify.Core.People;

namespace Scimify.Core.Tokens;

/// <summary>Decides on each REST request whose rights its secret carries.</summary>
public sealed class PersonalAccessTokenAuthenticator(
    IPersonalAccessTokenStore store, PersonStates people, TokenHasher hasher, TokenUseBuffer uses, TimeProvider clock)
{
    private const int Capacity = 10_000;
    private readonly RecentCache<TokenHash, Known> _known = new(clock, ScimTokenAuthenticator.CacheLife, Capacity);

    /// <param name="secret">Without the word "ApiKey".</param>
    /// <param name="address">The remote address. It matters if the token has a list of networks.</param>
    /// <param name="ct">Cancels the look-up.</param>
    public async ValueTask<PersonalAccessTokenCheck> CheckAsync(string secret, IPAddress? address, CancellationToken ct)
    {
        if (!TokenSecret.IsWellFormed(secret, TokenSecret.PersonalPrefix))
        {
            return PersonalAccessTokenCheck.Refused.Instance;
        }

        var hash = await hasher.HashAsync(secret, ct);
        if ((_known.Find(hash) ?? await _known.ReadAsync(hash, ReadAsync, ct)) is not { Token.IsRevoked: false } known)
        {
            return PersonalAccessTokenCheck.Refused.Instance;
        }

        var now = clock.GetUtcNow();
        if (known.Token.ExpiresAt is { } expiry && expiry <= now)
        {
            return new PersonalAccessTokenCheck.Expired(expiry);
        }

        if (await people.FindAsync(known.Token.PersonId, ct) is not { IsLocked: false } person)
        {
            return PersonalAccessTokenCheck.Refused.Instance;
        }

        if (!known.Networks.Allow(address))
        {
            return PersonalAccessTokenCheck.NotFromHere.Instance;
        }

        if (known.Use.TryTake(now))
        {
            uses.Note(new TokenUse(TokenKind.Personal, known.Token.Id, now, null, null));
        }

        return new PersonalAccessTokenCheck.Accepted(person, known.Grant);
    }

    /// <summary>Makes the next request with this token read it again.</summary>
    public void Forget(Guid tokenId) => _known.Forget(known => known.Token.Id == tokenId);

    /// <summary>Makes the next request with any token read it again.</summary>
    public void ForgetAll() => _known.Forget(_ => true);

    private async Task<Known?> ReadAsync(TokenHash hash, CancellationToken ct)
    {
        var stored = await hasher.StoredFormAsync(hash, ct);
        return await store.FindByHashAsync(stored, ct) is { } token && StoredHash.Equal(token.StoredHash, stored) ? new Known(token) : null;
    }

    private sealed class Known(StoredPersonalAccessToken token)
    {
        public StoredPersonalAccessToken Token { get; } = token;

        public TokenNetworks Networks { get; } = TokenNetworks.Parse(token.AllowedNetworks);

        public ActorToken Grant { get; } = new(token.Id, token.Name, token.Scope, token.ExpiresAt, token.AllowedNetworks);

        public UseDue Use { get; } = new(token.LastUsedAt);
    }
}

/// <summary>The result of presenting a secret to the REST API.</summary>
public abstract record PersonalAccessTokenCheck
{
    private PersonalAccessTokenCheck()
    {
    }

    public sealed record Accepted(PersonState Person, ActorToken Token) : PersonalAccessTokenCheck;

    /// <summary>A valid token, but from an address that is not on its list.</summary>
    public sealed record NotFromHere : PersonalAccessTokenCheck
    {
        public static NotFromHere Instance { get; } = new();
    }

    public sealed record Expired(DateTimeOffset At) : PersonalAccessTokenCheck;

    /// <summary>The token is unknown or revoked, or its person is locked or deleted. The caller is not told which.</summary>
    public sealed record Refused : PersonalAccessTokenCheck
    {
        public static Refused Instance { get; } = new();
    }
}
