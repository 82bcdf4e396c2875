using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Scimify.Core.Integrations;
using Scimify.Core.Notifications;
using Scimify.Core.OAuth;
using Scimify.Core.People;
using Scimify.Core.Primitives;
using Scimify.Core.Provisioning.Mappings;
using Scimify.Core.SignIn;
using Scimify.Core.Streams;
using Scimify.Core.Tokens;
using Scimify.Portal.Features.Integrations;
using Scimify.Portal.Features.Mappings;
using Scimify.Portal.Features.Providers;
using Scimify.Portal.Features.SignIn;
using Scimify.Portal.Features.Tokens.OAuth;
using Scimify.Portal.Shared.Inputs;
using Scimify.Portal.Shared.Tokens;

namespace Scimify.Portal.CommandLine.AsCode;

/// <summary>
/// An organization's configuration, as a file has it (docs/as-code.md). The check of the file and its JSON Schema are made from these
/// records. What a file leaves out stays as it is on the server.
/// </summary>
public sealed record ConfigurationFile
{
    /// <summary>The form of the file. A program refuses every other one.</summary>
    public const int Form = 1;

    [Description("The form of this file.")]
    [Required]
    [Range(Form, Form)]
    public int? Version { get; init; }

    [Description("Integrations, told apart by name.")]
    [MaxLength(200)]
    public IReadOnlyList<IntegrationItem>? Integrations { get; init; }

    [Description("The people of the console and the REST API, told apart by e-mail address.")]
    [MaxLength(5_000)]
    public IReadOnlyList<PersonItem>? People { get; init; }

    [Description("OpenID Connect providers with which people sign in, told apart by name.")]
    [MaxLength(ProviderService.Most)]
    public IReadOnlyList<ProviderItem>? Providers { get; init; }

    [Description("Webhooks, told apart by address.")]
    [MaxLength(WebhookService.Most)]
    public IReadOnlyList<WebhookItem>? Webhooks { get; init; }

    [Description("Log streams to webhooks, told apart by address.")]
    [MaxLength(LogStreamService.Most)]
    public IReadOnlyList<LogStreamItem>? LogStreams { get; init; }

    [Description("How long SCIM tokens and secrets of OAuth clients may live.")]
    public ChangeTokenPolicyInput? TokenPolicy { get; init; }

    [Description("How long personal access tokens may live.")]
    public ChangeTokenPolicyInput? PersonalAccessTokenPolicy { get; init; }

    [Description("How people sign in to the console.")]
    public ChangeSignInPolicyInput? SignInPolicy { get; init; }
}

/// <summary>Where a secret is. The file itself never has one.</summary>
public sealed record SecretReference
{
    [Description("The name of a variable of the environment.")]
    public string? Env { get; init; }

    [Description("The path of a file that has the secret and nothing else, from the folder of this file.")]
    public string? File { get; init; }
}

/// <summary>An integration with what belongs to it.</summary>
public sealed record IntegrationItem
{
    [Description("1 to 100 characters, unique in the organization, ignoring case.")]
    [Required]
    public string? Name { get; init; }

    [Description("First part of the host name: \"mycompany\" for https://mycompany.cloud.looker.com. Either this or baseUrl.")]
    public string? InstanceName { get; init; }

    [Description("Origin of Looker's API: https, port 443 by default. Either this or instanceName.")]
    public string? BaseUrl { get; init; }

    [Description("Client ID of an API key that belongs to a Looker admin.")]
    public string? ClientId { get; init; }

    [Description("Where the key's secret is. Read only if the integration is new, or its address or client ID changes.")]
    public SecretReference? ClientSecret { get; init; }

    [Description("Text shown for groups. {tenant_id} stands for the organization's UUID.")]
    public string? GroupDescription { get; init; }

    [Description("paused keeps changes waiting; plan shows what would happen.")]
    [JsonConverter(typeof(EnumWordsConverter<IntegrationMode>))]
    public IntegrationMode? Mode { get; init; }

    [Description("Policies; those that are left out stay as they are.")]
    public PoliciesInput? Policies { get; init; }

    [Description("Addresses whose Looker accounts SCIM may not touch.")]
    [MaxLength(1_000)]
    public IReadOnlyList<string>? ProtectedAccounts { get; init; }

    [Description("What of SCIM becomes attributes and roles in Looker.")]
    public MappingsItem? Mappings { get; init; }

    [Description("OAuth clients, told apart by name.")]
    [MaxLength(OAuthClientRules.Most)]
    public IReadOnlyList<OAuthClientItem>? OauthClients { get; init; }

    [Description("Whether a change of Looker's SAML configuration needs a second person's approval.")]
    public bool? SamlRequiresApproval { get; init; }

    [Description("Drafts of changes of Looker's SAML configuration, told apart by title. People test, approve and apply them.")]
    [MaxLength(100)]
    public IReadOnlyList<SamlDraftItem>? SamlDrafts { get; init; }
}

/// <summary>The mappings of an integration.</summary>
public sealed record MappingsItem
{
    [Description("Looker's user attributes, told apart by name.")]
    [MaxLength(MappingRules.MostAttributes)]
    public IReadOnlyList<MappedAttributeInput>? Attributes { get; init; }

    [Description("SCIM groups that have roles in Looker, told apart by display name.")]
    [MaxLength(MappingRules.MostGroups)]
    public IReadOnlyList<MappedGroupItem>? Groups { get; init; }
}

/// <summary>A SCIM group, and its roles in Looker.</summary>
public sealed record MappedGroupItem
{
    [Description("The group's displayName.")]
    [Required]
    public string? Group { get; init; }

    [Description("Looker's names of the roles that it should have.")]
    [Required]
    public IReadOnlyList<string>? Roles { get; init; }
}

/// <summary>An OAuth client. Its secrets are not part of the file.</summary>
public sealed record OAuthClientItem
{
    [Description("1 to 255 characters.")]
    [Required]
    public string? Name { get; init; }

    [Description("What the access tokens cover: users, groups or both. With read-only, they can only read.")]
    [Words(typeof(TokenScopeRules), nameof(TokenScopeRules.Names))]
    public IReadOnlyList<string>? Scopes { get; init; }

    [Description("Where the client may be used from: networks in CIDR notation, or addresses. Empty for everywhere.")]
    public IReadOnlyList<string>? AllowedNetworks { get; init; }

    [Description("How long an access token works.")]
    [Range(1, OAuthClientRules.MostHours)]
    public int? TokenLifeHours { get; init; }

    [Description("Whose assertions are accepted instead of a secret. Complete.")]
    public OAuthTrustInput? Trust { get; init; }
}

/// <summary>A draft of a change of Looker's SAML configuration.</summary>
public sealed record SamlDraftItem
{
    [Description("1 to 100 characters.")]
    [Required]
    public string? Title { get; init; }

    [Description("Looker's own snake_case members: everything that the draft changes.")]
    [Required]
    public System.Text.Json.Nodes.JsonObject? Changes { get; init; }
}

/// <summary>Somebody who can use the console and the REST API.</summary>
public sealed record PersonItem
{
    [Description("The address to sign in with.")]
    [Required]
    public string? Email { get; init; }

    [Description("The person's role.")]
    [Required]
    public PortalRole? Role { get; init; }

    [Description("A locked person's sessions end and their tokens stop.")]
    public bool? Locked { get; init; }

    [Description("Whether password and passkey sign this owner in although people sign in with providers only.")]
    public bool? BreakGlass { get; init; }
}

/// <summary>A provider with which people sign in.</summary>
public sealed record ProviderItem
{
    [Description("What the button on the sign-in page says.")]
    [Required]
    public string? Name { get; init; }

    [Description("Whose OpenID Connect it is.")]
    public ProviderKind? Kind { get; init; }

    [Description("The issuer's address.")]
    public string? Authority { get; init; }

    [Description("The client ID that the provider gave.")]
    public string? ClientId { get; init; }

    [Description("Where the client secret is. Read only if the provider is new, or its authority or client ID changes.")]
    public SecretReference? ClientSecret { get; init; }

    [Description("The scopes to ask for, separated by spaces.")]
    public string? Scopes { get; init; }

    [Description("All rules of which claims give which role. The first that applies decides, at each sign-in.")]
    [MaxLength(50)]
    public IReadOnlyList<RoleRuleInput>? Roles { get; init; }

    [Description("The role of people to whom no rule applies, or none to refuse them.")]
    [Words(typeof(DefaultRoles), nameof(DefaultRoles.Words))]
    public string? DefaultRole { get; init; }

    [Description("All domains whose people may come in unasked.")]
    public IReadOnlyList<string>? Domains { get; init; }

    [Description("Entra: all tenants whose people may come in, as UUIDs.")]
    public IReadOnlyList<string>? Tenants { get; init; }

    [Description("Google: the Workspace domain; empty for none.")]
    public string? HostedDomain { get; init; }

    [Description("Whether people can sign in with it. A person has to try it in the console first.")]
    public bool? Enabled { get; init; }
}

/// <summary>A webhook. Its signing secret is not part of the file.</summary>
public sealed record WebhookItem
{
    [Description("The https address that messages are posted to.")]
    [Required]
    public string? Url { get; init; }

    [Description("Which types of messages it gets: one or more.")]
    [Words(typeof(WebhookEvents), nameof(WebhookEvents.Names))]
    public IReadOnlyList<string>? Events { get; init; }
}

/// <summary>A log stream to a webhook. Its signing secret is not part of the file.</summary>
public sealed record LogStreamItem
{
    [Description("The https address that batches are posted to.")]
    [Required]
    public string? Url { get; init; }

    [Description("ocsf, or ecs for the Elastic Common Schema.")]
    public LogStreamFormat? Format { get; init; }

    [Description("Which logs it has.")]
    [Words(typeof(LogStreamWords), nameof(LogStreamWords.Logs))]
    public IReadOnlyList<string>? Logs { get; init; }
}
