using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Scimify.Core.Integrations;
using Scimify.Core.Primitives;
using Scimify.Core.Requests;
using Scimify.Portal.Shared.Inputs;

namespace Scimify.Portal.Features.Integrations;

/// <summary>How to reach Looker.</summary>
public record LookerConnectionInput
{
    [Description("First part of the host name: \"mycompany\" for https://mycompany.cloud.looker.com. Either this or baseUrl.")]
    [Example("mycompany")]
    public Optional<string?> InstanceName { get; init; }

    [Description("Origin of Looker's API: https, port 443 by default. Either this or instanceName.")]
    public Optional<string?> BaseUrl { get; init; }

    [Description("Client ID of an API key that belongs to a Looker admin.")]
    [Required]
    [Example("k8XqvY2mTz")]
    public string? ClientId { get; init; }

    [Description("Stored encrypted and never shown again.")]
    [Required]
    [WriteOnly]
    [Example("the key's secret")]
    public string? ClientSecret { get; init; }

    public NewIntegration ToConnection() => new()
    {
        InstanceName = InstanceName.Value,
        BaseUrl = BaseUrl.Value,
        ClientId = ClientId,
        ClientSecret = ClientSecret,
    };

    /// <summary>Never contains the secret.</summary>
    public override string ToString() => nameof(LookerConnectionInput);
}

/// <summary>A new integration.</summary>
public sealed record CreateIntegrationInput : LookerConnectionInput
{
    [Description("1 to 100 characters, unique in the organization, ignoring case.")]
    [Required]
    [Example("Production")]
    public string? Name { get; init; }

    [Description("Text shown for groups. {tenant_id} stands for the organization's UUID. null for the default.")]
    [Example(IntegrationService.DefaultGroupDescription)]
    public Optional<string?> GroupDescription { get; init; }

    [Description("Default: live.")]
    [JsonConverter(typeof(EnumWordsConverter<IntegrationMode>))]
    public IntegrationMode? Mode { get; init; }

    [Description("Only the members that should differ.")]
    public PoliciesInput? Policies { get; init; }

    public NewIntegration ToNewIntegration() => ToConnection() with
    {
        Name = Name,
        GroupDescription = GroupDescription.Value,
        Mode = Mode,
        Policies = Policies?.ToChange(),
    };

    /// <inheritdoc/>
    public override string ToString() => nameof(CreateIntegrationInput);
}

/// <summary>A merge into an integration.</summary>
public sealed record ChangeIntegrationInput
{
    [Description("1 to 100 characters, unique in the organization, ignoring case.")]
    public string? Name { get; init; }

    [Description("First part of the host name: \"mycompany\" for https://mycompany.cloud.looker.com. Either this or baseUrl.")]
    public Optional<string?> InstanceName { get; init; }

    [Description("Origin of Looker's API: https, port 443 by default. Either this or instanceName.")]
    public Optional<string?> BaseUrl { get; init; }

    [Description("Client ID of an API key that belongs to a Looker admin.")]
    public string? ClientId { get; init; }

    [Description("Stored encrypted and never shown again.")]
    [WriteOnly]
    public string? ClientSecret { get; init; }

    [Description("Text shown for groups. {tenant_id} stands for the organization's UUID. null for the default.")]
    public Optional<string?> GroupDescription { get; init; }

    [Description("paused keeps changes waiting; live applies what waits.")]
    [JsonConverter(typeof(EnumWordsConverter<IntegrationMode>))]
    [Example("paused")]
    public IntegrationMode? Mode { get; init; }

    [Description("Only the members that should differ.")]
    public PoliciesInput? Policies { get; init; }

    /// <exception cref="ValidationFailedException">An address is removed, and no other is given.</exception>
    public IntegrationChange ToChange() =>
        InstanceName.Value is null && BaseUrl.Value is null && (InstanceName.IsSet || BaseUrl.IsSet)
            ? throw ValidationFailedException.Of(BaseUrl.IsSet ? "baseUrl" : "instanceName", "must not be null unless the other one of instanceName and baseUrl is given.")
            : new IntegrationChange
            {
                Name = Name,
                InstanceName = InstanceName.Value,
                BaseUrl = BaseUrl.Value,
                ClientId = ClientId,
                ClientSecret = ClientSecret,
                GroupDescription = GroupDescription,
                Mode = Mode,
                Policies = Policies?.ToChange(),
            };

    /// <summary>Never contains the secret.</summary>
    public override string ToString() => nameof(ChangeIntegrationInput);
}
