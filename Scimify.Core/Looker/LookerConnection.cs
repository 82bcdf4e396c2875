namespace Scimify.Core.Looker;

/// <summary>The load that Scimify may put on one Looker instance.</summary>
/// <param name="CallsInFlight">The maximum number of requests at the same time; at least 1.</param>
/// <param name="CallsPerSecond">The maximum number of requests that start in a second, on average; above 0.</param>
/// <param name="Timeout">The time limit of one request, until the end of its answer.</param>
public sealed record LookerLimits(int CallsInFlight, double CallsPerSecond, TimeSpan Timeout)
{
    public static LookerLimits Default { get; } = new(8, 20, TimeSpan.FromSeconds(30));
}

/// <summary>Where one integration's Looker is, and how to sign in to it. No text form contains the secret.</summary>
public sealed class LookerConnection : IEquatable<LookerConnection>
{
    /// <param name="baseUrl">An origin, as <see cref="LookerUrl"/> returns it. <c>/api/4.0</c> is appended here.</param>
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
