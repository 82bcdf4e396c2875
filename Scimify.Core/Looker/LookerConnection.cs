namespace Scimify.Core.Looker;

/// <summary>How hard Scimify may press one Looker instance.</summary>
/// <param name="CallsInFlight">At most this many requests at once; at least 1.</param>
/// <param name="CallsPerSecond">At most this many requests begin per second, on average; above 0.</param>
/// <param name="Timeout">For one request, from its sending to the end of its answer.</param>
public sealed record LookerLimits(int CallsInFlight, double CallsPerSecond, TimeSpan Timeout)
{
    public static LookerLimits Default { get; } = new(8, 20, TimeSpan.FromSeconds(30));
}

/// <summary>Where one integration's Looker is and how to sign in to it. The secret is in no text form of it.</summary>
public sealed class LookerConnection : IEquatable<LookerConnection>
{
    /// <param name="baseUrl">An origin, as <see cref="LookerUrl"/> makes it: <c>/api/4.0</c> is appended here.</param>
    public LookerConnection(Guid integrationId, Uri baseUrl, string clientId, string clientSecret, LookerLimits? limits = null)
    {
        IntegrationId = integrationId;
        BaseUrl = baseUrl;
        ClientId = clientId;
        ClientSecret = clientSecret;
        Limits = limits ?? LookerLimits.Default;
        ArgumentOutOfRangeException.ThrowIfLessThan(Limits.CallsInFlight, 1, nameof(limits));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Limits.CallsPerSecond, nameof(limits));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(Limits.Timeout, TimeSpan.Zero, nameof(limits));
        ApiRoot = new Uri(baseUrl, "/api/4.0").AbsoluteUri;
    }

    public Guid IntegrationId { get; }

    public Uri BaseUrl { get; }

    public string ClientId { get; }

    public LookerLimits Limits { get; }

    internal string ClientSecret { get; }

    internal string ApiRoot { get; }

    public bool Equals(LookerConnection? other) =>
        other is not null && IntegrationId == other.IntegrationId && BaseUrl == other.BaseUrl
        && ClientId == other.ClientId && ClientSecret == other.ClientSecret && Limits == other.Limits;

    public override bool Equals(object? obj) => Equals(obj as LookerConnection);

    public override int GetHashCode() => HashCode.Combine(IntegrationId, BaseUrl, ClientId);

    public override string ToString() => $"Looker {BaseUrl.Authority} of integration {IntegrationId}";
}
