using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Scimify.Core.People;
using Scimify.Core.Primitives;
using Scimify.Core.Requests;
using Scimify.Core.SignIn;
using Scimify.Portal.Shared.Inputs;

namespace Scimify.Portal.Features.Providers;

/// <summary>A new provider. It is switched off until it was tried in the console.</summary>
public sealed record CreateProviderInput
{
    [Description("What the button on the sign-in page says.")]
    [Required]
    [Example("Okta")]
    public string? Name { get; init; }

    [Description("Whose OpenID Connect it is.")]
    [Required]
    [Example("okta")]
    public ProviderKind? Kind { get; init; }

    [Description("The issuer's address.")]
    [Required]
    [Example("https://example.okta.com")]
    public string? Authority { get; init; }

    [Description("The client ID that the provider gave.")]
    [Required]
    [Example("0oa1abcd2efGHIjkl3x7")]
    public string? ClientId { get; init; }

    [Description("The client secret that the provider gave. No answer contains it.")]
    [Required]
    [WriteOnly]
    public string? ClientSecret { get; init; }

    [Description("The scopes to ask for, separated by spaces. Without it: openid profile email.")]
    public string? Scopes { get; init; }

    [Description("Which claims give which role. The first that applies decides, at each sign-in.")]
    [MaxLength(50)]
    [JsonExample("""[{"claim":"groups","value":"Scimify owners","role":"Owner"}]""")]
    public IReadOnlyList<RoleRuleInput>? Roles { get; init; }

    [Description("The role of people to whom no rule applies: Owner, Operator, TokenManager, Auditor, or none to refuse them.")]
    [Words(typeof(DefaultRoles), nameof(DefaultRoles.Words))]
    [Example("none")]
    public string? DefaultRole { get; init; }

    [Description("Somebody whose address the provider vouches for, in one of these domains, becomes a person at the first sign-in.")]
    [JsonExample("""["example.com"]""")]
    public IReadOnlyList<string>? Domains { get; init; }

    [Description("Entra: the only tenants whose people may come in, as UUIDs.")]
    public IReadOnlyList<string>? Tenants { get; init; }

    [Description("Google: the only Workspace domain whose people may come in.")]
    public string? HostedDomain { get; init; }

    internal ProviderInput ToInput() => new(
        Name, Kind ?? throw ValidationFailedException.Of("kind", $"is required: one of {string.Join(", ", EnumWords.All<ProviderKind>())}."), Authority ?? "", ClientId, ClientSecret, Scopes, RoleRuleInput.Rules(Roles),
        DefaultRoles.Of(DefaultRole), DefaultRole == DefaultRoles.None, Domains, Tenants, HostedDomain);

    /// <summary>Never contains the secret.</summary>
    public override string ToString() => nameof(CreateProviderInput);
}

/// <summary>A merge into a provider. A change of anything but name and switch switches it off until it was tried again.</summary>
public sealed record ChangeProviderInput
{
    [Description("What the button on the sign-in page says.")]
    public string? Name { get; init; }

    [Description("Whose OpenID Connect it is.")]
    public ProviderKind? Kind { get; init; }

    [Description("The issuer's address. A change needs the client secret again.")]
    public string? Authority { get; init; }

    [Description("The client ID that the provider gave.")]
    public string? ClientId { get; init; }

    [Description("A new client secret. Without it, the stored one stays.")]
    [WriteOnly]
    public string? ClientSecret { get; init; }

    [Description("The scopes to ask for, separated by spaces.")]
    public string? Scopes { get; init; }

    [Description("All rules. Others are gone.")]
    [MaxLength(50)]
    [JsonExample("""[{"claim":"roles","value":"Scimify.Operator","role":"Operator"}]""")]
    public IReadOnlyList<RoleRuleInput>? Roles { get; init; }

    [Description("The role of people to whom no rule applies: Owner, Operator, TokenManager, Auditor, or none to refuse them.")]
    [Words(typeof(DefaultRoles), nameof(DefaultRoles.Words))]
    public string? DefaultRole { get; init; }

    [Description("All domains whose people may come in unasked.")]
    public IReadOnlyList<string>? Domains { get; init; }

    [Description("Entra: all tenants whose people may come in.")]
    public IReadOnlyList<string>? Tenants { get; init; }

    [Description("Google: the Workspace domain; empty for none.")]
    public string? HostedDomain { get; init; }

    [Description("Whether people can sign in with it. True is 409 until these values were tried in the console.")]
    public bool? Enabled { get; init; }

    internal ProviderInput ToInput() => new(
        Name, Kind, Authority, ClientId, ClientSecret, Scopes, RoleRuleInput.Rules(Roles), DefaultRoles.Of(DefaultRole), DefaultRole == DefaultRoles.None, Domains, Tenants, HostedDomain, Enabled);

    /// <summary>Never contains the secret.</summary>
    public override string ToString() => nameof(ChangeProviderInput);
}

/// <summary>Whoever has the value in the claim has the role.</summary>
public sealed record RoleRuleInput
{
    [Description("The claim; dots lead into objects, as in realm_access.roles.")]
    [Required]
    [Example("groups")]
    public string? Claim { get; init; }

    [Description("Compared exactly.")]
    [Required]
    [Example("Scimify owners")]
    public string? Value { get; init; }

    [Description("The role that it gives.")]
    [Required]
    [Example("Owner")]
    public PortalRole? Role { get; init; }

    internal static IReadOnlyList<RoleRule>? Rules(IReadOnlyList<RoleRuleInput>? given) =>
        given is null ? null : [.. given.Select((rule, i) => new RoleRule(rule.Claim ?? "", rule.Value ?? "", rule.Role ?? throw ValidationFailedException.Of($"roles.{i}.role", "is required.")))];
}

/// <summary>The words for a default role.</summary>
internal static class DefaultRoles
{
    public const string None = "none";

    public static readonly string[] Words = [.. Enum.GetNames<PortalRole>(), None];

    public static PortalRole? Of(string? word) => word is null or None ? null : Enum.Parse<PortalRole>(word);
}
