using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.IdentityModel.Tokens;
using Scimify.Core.OAuth;
using Scimify.Core.SignIn;

namespace Scimify.Portal.Features.Tokens.OAuth;

/// <summary>
/// The keys of issuers that OAuth clients trust, by <c>kid</c>. They are read again every hour, and for a <c>kid</c> that is not among
/// them, but no two reads begin within <see cref="Pause"/>. While they cannot be read, the last ones hold for a day.
/// </summary>
internal sealed partial class TrustedKeys(ProviderBackChannel channel, ProviderNetworkPolicy policy, TimeProvider clock, ILogger<TrustedKeys> logger)
{
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    /// <summary>How old keys may be while they could be read again.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromHours(1);

    /// <summary>How old keys may be while they cannot be read.</summary>
    public static readonly TimeSpan LongestLife = TimeSpan.FromDays(1);

    private const int FewestRsaBits = 2048;
    private const int MostIssuers = 1_000;
    private readonly ConcurrentDictionary<(string Issuer, string? Address), Issuer> _issuers = new();

    /// <returns>The key; null if the issuer publishes no such key.</returns>
    /// <exception cref="KeysAwayException">There are no keys at all, and none can be read.</exception>
    public async Task<SecurityKey?> FindAsync(OAuthTrust trust, string kid, CancellationToken ct)
    {
        if (_issuers.Count >= MostIssuers)
        {
            _issuers.Clear();
        }

        var issuer = _issuers.GetOrAdd((trust.Issuer, trust.KeysAddress), _ => new Issuer());
        if (issuer.Keys is { } known && IsYounger(known, Life) && known.ById.TryGetValue(kid, out var key))
        {
            return key;
        }

        await issuer.Gate.WaitAsync(ct);
        try
        {
            if (!(issuer.Keys is { } now && IsYounger(now, Life) && now.ById.ContainsKey(kid)) && !(issuer.TriedAt is { } tried && clock.GetElapsedTime(tried) < Pause))
            {
                issuer.TriedAt = clock.GetTimestamp();
                await ReadAsync(issuer, trust);
            }

            return issuer.Keys is { } keys && IsYounger(keys, LongestLife) ? keys.ById.GetValueOrDefault(kid) : throw new KeysAwayException();
        }
        finally
        {
            issuer.Gate.Release();
        }
    }

    private bool IsYounger(KeySet keys, TimeSpan age) => clock.GetElapsedTime(keys.ReadAt) < age;

    /// <summary>Nobody who goes away ends it: whoever comes next needs the keys too.</summary>
    private async Task ReadAsync(Issuer issuer, OAuthTrust trust)
    {
        try
        {
            var address = trust.KeysAddress ?? await DiscoverAsync(trust);
            var published = new JsonWebKeySet(await channel.Client.GetStringAsync(new Uri(address), CancellationToken.None));
            var keys = new Dictionary<string, SecurityKey>(StringComparer.Ordinal);
            foreach (var key in published.Keys.Where(IsUsable))
            {
                keys.TryAdd(key.Kid, key);
            }

            issuer.Keys = new KeySet(keys, clock.GetTimestamp());
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or IOException or JsonException or ArgumentException or InvalidOperationException)
        {
            KeysNotRead(logger, trust.Issuer, e);
        }
    }

    /// <summary>OpenID Connect Discovery 1.0 section 4.3: the document has to be about this issuer.</summary>
    private async Task<string> DiscoverAsync(OAuthTrust trust)
    {
        using var document = JsonDocument.Parse(await channel.Client.GetStringAsync(new Uri(trust.Issuer.TrimEnd('/') + ProviderAuthority.Discovery), CancellationToken.None));
        var address = document.RootElement.GetProperty("issuer").GetString() == trust.Issuer
            ? document.RootElement.GetProperty("jwks_uri").GetString()
            : throw new InvalidOperationException("The discovery document is about another issuer.");
        return ProviderAuthority.Parse(address, policy).Problem is { } problem
            ? throw new InvalidOperationException($"The jwks_uri of the discovery document {problem}")
            : address!;
    }

    private static bool IsUsable(JsonWebKey key) => key.Kid is { Length: > 0 } && key.Use is null or "" or "sig"
        && (key.Kty == JsonWebAlgorithmsKeyTypes.EllipticCurve || (key.Kty == JsonWebAlgorithmsKeyTypes.RSA && key.KeySize >= FewestRsaBits));

    [LoggerMessage(1431, LogLevel.Warning, "The keys of {Issuer}, which OAuth clients trust, could not be read")]
    private static partial void KeysNotRead(ILogger logger, string issuer, Exception cause);

    private sealed class Issuer
    {
        public SemaphoreSlim Gate { get; } = new(1, 1);

        public volatile KeySet? Keys;

        public long? TriedAt { get; set; }
    }

    private sealed record KeySet(IReadOnlyDictionary<string, SecurityKey> ById, long ReadAt);
}

/// <summary>Nobody can say now whether an assertion is genuine.</summary>
internal sealed class KeysAwayException : Exception;
