using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Scimify.Portal.Shared.Inputs;

namespace Scimify.Portal.Features.Webhooks;

/// <summary>A new webhook.</summary>
public sealed record CreateWebhookInput
{
    [Description("The https address that messages are posted to.")]
    [Required]
    [Example("https://hooks.example.com/scimify")]
    public string? Url { get; init; }
}
