namespace Scimify.Portal.Shared.Integrations;

/// <summary>The Looker emulator of this server, where it is switched on.</summary>
/// <param name="Url">Null: there is none.</param>
/// <param name="TestLoginPath">Where people sign in with a test configuration of SAML, by its name.</param>
public sealed record SandboxOffer(Uri? Url, string ClientId, string ClientSecret, Func<string, string> TestLoginPath)
{
    public static readonly SandboxOffer None = new(null, "", "", slug => slug);

    /// <summary>Whether a Looker of this address is the emulator, which has no pages to link to.</summary>
    public bool Is(string baseUrl) => Url is not null && Uri.TryCreate(baseUrl, UriKind.Absolute, out var other)
        && Uri.Compare(Url, other, UriComponents.SchemeAndServer, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) == 0;

    /// <summary>Leaves the secret out.</summary>
    public override string ToString() => $"SandboxOffer {{ {Url} }}";
}
