namespace Scimify.Portal.Shared.Guides;

/// <summary>How an identity provider is connected. The console and docs/guides are made from it.</summary>
/// <param name="Key">In the address of the page, and the name of the document.</param>
public sealed record ProviderGuide(string Key, string Name)
{
    /// <summary>The order of the tabs and documents.</summary>
    public static readonly IReadOnlyList<ProviderGuide> All =
    [
        OktaGuide.Guide, EntraGuide.Guide, OneLoginGuide.Guide, JumpCloudGuide.Guide, PingGuides.One, PingGuides.Federate, GoogleGuide.Guide, KeycloakGuide.Guide,
        AuthentikGuide.Guide, SailPointGuide.Guide, OtherGuide.Guide,
    ];

    /// <summary>What the provider can do here, and plainly what it cannot.</summary>
    public required string About { get; init; }

    /// <summary>The way to the form that asks for address and token.</summary>
    public required string Where { get; init; }

    /// <summary>The button that makes the first call; null if there is none.</summary>
    public string? Test { get; init; }

    /// <summary>How groups are chosen.</summary>
    public required string Groups { get; init; }

    public required IReadOnlyList<GuideStep> Steps { get; init; }

    public required IReadOnlyList<GuideAttribute> Attributes { get; init; }

    public required IReadOnlyList<string> Traps { get; init; }

    /// <summary>What to do with a new secret.</summary>
    public required string Rotation { get; init; }

    /// <summary>A word that the User-Agent of its calls has; null if nothing reliable is known.</summary>
    public string? Agent { get; init; }

    /// <summary>Everything that the form asks for, the address first.</summary>
    public IEnumerable<GuideField> Fields => Steps.SelectMany(step => step.Fields);

    /// <summary>The provider in a sentence.</summary>
    public string InSentence => Key == OtherGuide.Key ? "your identity provider" : Name;

    /// <summary>The first one for an unknown key.</summary>
    public static ProviderGuide Of(string? key) => All.FirstOrDefault(guide => guide.Key == key) ?? All[0];

    /// <summary>The one whose name the tokens or OAuth clients have; the first one if none does.</summary>
    public static ProviderGuide Guess(IEnumerable<string> names) => Find(names) ?? All[0];

    /// <summary>The provider that one of these names names; null for none.</summary>
    public static ProviderGuide? Find(IEnumerable<string> names) =>
        names.Select(name => All.FirstOrDefault(guide => name.Contains(guide.Name.Split(' ')[0], StringComparison.OrdinalIgnoreCase))).OfType<ProviderGuide>().FirstOrDefault();
}

/// <param name="Check">What shows that the step is done; null if Scimify cannot see it.</param>
/// <param name="Lines">What to do, a sentence or two each.</param>
public sealed record GuideStep(string Title, GuideCheck? Check, params IReadOnlyList<string> Lines)
{
    public IReadOnlyList<GuideField> Fields { get; init; } = [];
}

/// <summary>A field of a provider's form.</summary>
/// <param name="Value">May have a place of <see cref="GuideAddresses"/>.</param>
/// <param name="IsCopied">Whether the value is entered as it stands here; otherwise it describes what to enter.</param>
public sealed record GuideField(string Label, string Value, bool IsCopied = true);

/// <param name="Scim">Its path.</param>
/// <param name="Source">What to map there, in the provider's words.</param>
/// <param name="IsOfGroup">Otherwise it is of a person.</param>
public sealed record GuideAttribute(string Scim, string Source, string Why, bool IsOfGroup = false);

/// <summary>This server's addresses, for the places in the values of fields.</summary>
public sealed record GuideAddresses(string Scim, string TokenEndpoint)
{
    public const string ScimPlace = "{scim}";
    public const string TokenEndpointPlace = "{token-endpoint}";

    public string Fill(string value) => value.Replace(ScimPlace, Scim, StringComparison.Ordinal).Replace(TokenEndpointPlace, TokenEndpoint, StringComparison.Ordinal);
}
