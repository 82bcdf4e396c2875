using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using Scimify.Core.Saml;
using Scimify.Portal.Shared.Inputs;

namespace Scimify.Portal.Features.Saml;

/// <summary>A request to restore what Looker had at a revision.</summary>
public record RestoreSamlInput
{
    [Description("The revision that the change is based on, as saml-config shows it.")]
    [Required]
    public string? Revision { get; init; }

    [Description("Must be true, because the change takes effect at once for everybody who signs in to Looker.")]
    [Required]
    [Example(true)]
    public bool? Confirm { get; init; }

    [Description("The integration's name, with which an owner overrides the lock-out guard. The override is recorded.")]
    public string? Override { get; init; }

    public virtual SamlChange ToChange() => new(Revision, Confirm == true, null, Override);
}

/// <summary>A change of Looker's SAML configuration.</summary>
public sealed record ChangeSamlInput : RestoreSamlInput
{
    [Description("Looker's own snake_case members, only those that change. A list replaces the whole list.")]
    [Required]
    public JsonObject? Changes { get; init; }

    public override SamlChange ToChange() => base.ToChange() with { Changes = Changes };
}

/// <summary>A request to apply a draft to Looker.</summary>
public sealed record ApplySamlDraftInput : RestoreSamlInput
{
    [Description("The version of the draft that you have reviewed.")]
    [Required]
    [Example(1)]
    public int? Version { get; init; }
}

/// <summary>A new draft.</summary>
public sealed record CreateSamlDraftInput
{
    [Description("1 to 100 characters.")]
    [Required]
    [Example("New certificate")]
    public string? Title { get; init; }

    [Description("Looker's own snake_case members: everything that the draft changes.")]
    public JsonObject? Changes { get; init; }
}

/// <summary>A draft that somebody has reviewed.</summary>
public record ApproveSamlDraftInput
{
    [Description("The version of the draft that you have reviewed.")]
    [Required]
    [Example(1)]
    public int? Version { get; init; }
}

/// <summary>A merge into a draft.</summary>
public sealed record ChangeSamlDraftInput : ApproveSamlDraftInput
{
    [Description("1 to 100 characters.")]
    public string? Title { get; init; }

    [Description("Looker's own snake_case members: everything that the draft changes.")]
    public JsonObject? Changes { get; init; }

    [Description("true to base the draft on what Looker has now, after you have seen the differences.")]
    public bool? Rebase { get; init; }
}

/// <summary>How the test login went.</summary>
public sealed record SamlTestResultInput
{
    [Description("Whether the login with the test configuration succeeded.")]
    [Required]
    [Example(true)]
    public bool? Passed { get; init; }
}

/// <summary>An identity provider's metadata.</summary>
public sealed record SamlMetadataInput
{
    [Description("The metadata itself, at most 1 MB. Either this or url.")]
    public string? Xml { get; init; }

    [Description("The https address that Looker fetches it from. Either this or xml.")]
    public string? Url { get; init; }

    [Description("Whether to keep the present certificates beside the new ones, for the time of the identity provider's rollover.")]
    public bool? KeepCertificates { get; init; }
}

/// <summary>A change of an integration's rules for SAML changes.</summary>
public sealed record ChangeSamlPolicyInput
{
    [Description("Whether a change needs a second person's approval.")]
    [Required]
    [Example(true)]
    public bool? RequiresApproval { get; init; }
}
