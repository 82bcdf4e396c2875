using Scimify.Portal.Shared;

namespace Scimify.Portal.Host.Authentication.Providers;

/// <summary>The authentication scheme of a provider, and where the provider leads back to.</summary>
internal static class ProviderScheme
{
    public const string CallbackRoot = "/sign-in/callback";
    public const string BackChannelRoot = "/sign-in/backchannel";
    private const string Prefix = "provider-";

    public static string NameOf(Guid provider) => Prefix + provider;

    /// <summary>Null for a scheme that is no provider's.</summary>
    public static Guid? IdOf(string? scheme) => scheme?.StartsWith(Prefix, StringComparison.Ordinal) == true && Uuids.TryParse(scheme[Prefix.Length..], out var id) ? id : null;

    public static PathString CallbackOf(Guid provider) => $"{CallbackRoot}/{provider}";

    /// <summary>Where the provider says that somebody has signed out there.</summary>
    public static PathString BackChannelOf(Guid provider) => $"{BackChannelRoot}/{provider}";

    /// <summary>The provider whose callback the path is; null for another path.</summary>
    public static Guid? OfCallback(PathString path) => path.StartsWithSegments(CallbackRoot, out var rest) && rest.Value is { Length: > 1 } text && Uuids.TryParse(text[1..], out var id) ? id : null;
}
