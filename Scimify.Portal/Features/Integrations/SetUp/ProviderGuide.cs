namespace Scimify.Portal.Features.Integrations.SetUp;

/// <summary>Where an identity provider asks for which value.</summary>
/// <param name="Key">In the address of the page.</param>
/// <param name="Name">Of the provider.</param>
/// <param name="Where">The way to the form.</param>
/// <param name="AddressLabel">What it calls the SCIM address.</param>
/// <param name="TokenLabel">What it calls the token.</param>
/// <param name="More">Other fields and their values.</param>
/// <param name="Test">Its button that makes the first call; null if there is none.</param>
/// <param name="Groups">How groups are chosen.</param>
public sealed record ProviderGuide(
    string Key, string Name, string Where, string AddressLabel, string TokenLabel, IReadOnlyList<(string Field, string Value)> More, string? Test, string Groups)
{
    public static readonly IReadOnlyList<ProviderGuide> All =
    [
        new("okta", "Okta", "Applications › your Looker app › Provisioning › Integration › Edit", "SCIM connector base URL", "Authorization",
            [("Unique identifier field", "userName"), ("Supported actions", "Push New Users, Push Profile Updates, Push Groups"), ("Authentication mode", "HTTP Header")],
            "Test Connector Configuration", "In Okta, push groups by name. Assignments and pushed groups are two lists; both are needed."),
        new("entra", "Entra ID", "Enterprise applications › your Looker app › Provisioning › Admin Credentials", "Tenant URL", "Secret Token",
            [("Provisioning mode", "Automatic")], "Test Connection", "In Entra ID, assign people and groups under Users and groups, then start provisioning."),
        new("other", "Other", "Wherever your provider asks for a SCIM 2.0 target", "SCIM address", "Bearer token",
            [("Authentication", "HTTP header “Authorization: Bearer”, and the token")], null, "Assign people and groups to the app in your provider."),
    ];

    /// <summary>The provider in a sentence.</summary>
    public string InSentence => Key == "other" ? "your identity provider" : Name;

    /// <summary>The first one for an unknown key.</summary>
    public static ProviderGuide Of(string? key) => All.FirstOrDefault(guide => guide.Key == key) ?? All[0];
}
