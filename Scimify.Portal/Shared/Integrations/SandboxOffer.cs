namespace Scimify.Portal.Shared.Integrations;

/// <summary>This server's emulated Looker, if it is enabled.</summary>
/// <param name="Url">Null if it is not.</param>
/// <param name="TestLoginPath">The path where people sign in with a SAML test configuration, by its name.</param>
public sealed record SandboxOffer(Uri? Url, string ClientId, string ClientSecret, Func<string, string> TestLoginPath)
{
    public static readonly SandboxOffer None = new(null, "", "", slug => slug);

    /// <summary>Whether this address is the emulated Looker's, which has no pages to link to.</summary>
    public bool Is(string baseUrl) => Url is not null && Uri.TryCreate(baseUrl, UriKind.Absolute, out var other)
        && Uri.Compare(Url, other, UriComponents.SchemeAndServer, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) == 0;

    /// <summary>Leaves out the secret.</summary>
    public override string ToString() => $"SandboxOffer {{ {Url} }}";
}
