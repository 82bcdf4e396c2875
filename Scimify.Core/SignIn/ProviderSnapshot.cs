using System.Security.Cryptography;
using Scimify.Core.Integrations;
using Scimify.Core.People;

namespace Scimify.Core.SignIn;

/// <summary>A provider as sign-ins use it. It never changes: another revision is another snapshot.</summary>
/// <param name="Id">In the address that the provider leads back to.</param>
/// <param name="OrganizationName">For people who may choose between several.</param>
/// <param name="ClientSecret">Null if the key ring that encrypted it is lost.</param>
public sealed record ProviderSnapshot(
    Guid Id, int OrganizationKey, Guid OrganizationId, string OrganizationName, string Name, ProviderKind Kind, string Authority, string ClientId, string? ClientSecret,
    ProviderRules Rules, bool IsEnabled, int Revision)
{
    /// <summary>Whether it comes from the settings, which know more than this: how to authenticate the client, for example.</summary>
    public bool IsConfigured { get; init; }

    /// <summary>Contains no secret.</summary>
    public override string ToString() => $"ProviderSnapshot {{ {Id}, {Revision} }}";

    public Actor Actor(string? sourceAddress) => new("system", null, $"sign-in with {Name}", OrganizationKey, OrganizationId, PortalRole.Auditor, sourceAddress);
}

/// <summary>
/// The providers as they are now. A change made on this server takes effect with the next request. A change made on another
/// one takes effect when it is heard of, and within the cache's seconds at the latest.
/// </summary>
/// <param name="configured">Those of the settings, which come first on the sign-in page.</param>
public sealed class ProviderSnapshots(ISignInStore store, ISecretProtector secrets, IEnumerable<ConfiguredProvider> configured, TimeProvider clock)
{
    private const int Capacity = 1_000;
    private static readonly TimeSpan CacheLife = TimeSpan.FromSeconds(5);
    private readonly RecentCache<Guid, ProviderSnapshot> _recent = new(clock, CacheLife, Capacity);
    private readonly RecentCache<string, IReadOnlyList<ProviderSnapshot>> _enabled = new(clock, CacheLife, Capacity);

    /// <summary>Whether it is switched on or not. Null if it was removed.</summary>
    public async ValueTask<ProviderSnapshot?> FindAsync(Guid id, CancellationToken ct) =>
        _recent.Find(id) ?? await _recent.ReadAsync(id, ReadAsync, ct);

    /// <summary>All that are switched on, of all organizations, by name.</summary>
    public async ValueTask<IReadOnlyList<ProviderSnapshot>> EnabledAsync(CancellationToken ct) =>
        _enabled.Find("") ?? (await _enabled.ReadAsync("", ReadEnabledAsync, ct))!;

    public void Forget(Guid id)
    {
        _recent.Forget(provider => provider.Id == id);
        _enabled.Forget(_ => true);
    }

    public void ForgetAll()
    {
        _recent.Forget(_ => true);
        _enabled.Forget(_ => true);
    }

    private async Task<ProviderSnapshot?> ReadAsync(Guid id, CancellationToken ct) =>
        configured.FirstOrDefault(provider => provider.Id == id) is { } own ? await OfAsync(own, ct)
        : await store.FindAsync(id, ct) is { } provider ? Of(provider)
        : null;

    private async Task<IReadOnlyList<ProviderSnapshot>?> ReadEnabledAsync(string key, CancellationToken ct)
    {
        var enabled = new List<ProviderSnapshot>();
        foreach (var provider in configured)
        {
            if (await OfAsync(provider, ct) is { } own)
            {
                enabled.Add(own);
            }
        }

        return [.. enabled, .. (await store.EnabledAsync(ct)).Select(Of)];
    }

    /// <summary>Null as long as there is no organization.</summary>
    private async Task<ProviderSnapshot?> OfAsync(ConfiguredProvider provider, CancellationToken ct) => await store.FirstOrganizationAsync(ct) is { } first
        ? new(provider.Id, first.Key, first.Id, first.Name, provider.Name, provider.Kind, provider.Authority, provider.ClientId, "", provider.Rules, IsEnabled: true, Revision: 0) { IsConfigured = true }
        : null;

    private ProviderSnapshot Of(SignInProvider provider) => new(
        provider.Id, provider.OrganizationKey, provider.Organization!.Id, provider.Organization.Name, provider.Name, provider.Kind, provider.Authority, provider.ClientId,
        SecretOf(provider), provider.Rules, provider.IsEnabled, provider.Revision);

    private string? SecretOf(SignInProvider provider)
    {
        try
        {
            return secrets.Unprotect(provider.ProtectedClientSecret);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
