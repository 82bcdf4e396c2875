using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using Scimify.Core.Saml;
using Scimify.Portal.Shared.Inputs;

namespace Scimify.Portal.Features.Saml;

/// <summary>Looker is made what it was at a revision.</summary>
public record RestoreSamlInput
{
    [Description("What the change is based on, as saml-config shows it.")]
    [Required]
    public string? Revision { get; init; }

    [Description("true: it takes effect at once for everybody who signs in to Looker.")]
    [Required]
    [Example(true)]
    public bool? Confirm { get; init; }

    [Description("Name of the integration: an owner goes on against the lock-out guard. It is recorded.")]
    public string? Override { get; init; }

    public virtual SamlChange ToChange() => new(Revision, Confirm == true, null, Override);
}

/// <summary>A change of Looker's SAML configuration.</summary>
public sealed record ChangeSamlInput : RestoreSamlInput
{
    [Description("Looker's own snake_case members, only those that change; a list is the whole new list.")]
    [Required]
    public JsonObject? Changes { get; init; }

    public override SamlChange ToChange() => base.ToChange() with { Changes = Changes };
}

/// <summary>A draft is brought into Looker.</summary>
public sealed record ApplySamlDraftInput : RestoreSamlInput
{
    [Description("Version of the draft that was looked at.")]
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

    [Description("Looker's own snake_case members, all that the draft changes.")]
    public JsonObject? Changes { get; init; }
}

/// <summary>A draft that was looked at.</summary>
public record ApproveSamlDraftInput
{
    [Description("Version of the draft that was looked at.")]
    [Required]
    [Example(1)]
    public int? Version { get; init; }
}

/// <summary>A merge into a draft.</summary>
public sealed record ChangeSamlDraftInput : ApproveSamlDraftInput
{
    [Description("1 to 100 characters.")]
    public string? Title { get; init; }

    [Description("Looker's own snake_case members, all that the draft changes.")]
    public JsonObject? Changes { get; init; }

    [Description("true: what Looker has now becomes what the draft starts from; its differences were seen.")]
    public bool? Rebase { get; init; }
}

/// <summary>How the login with a test configuration went.</summary>
public sealed record SamlTestResultInput
{
    [Description("Whether the login with the test configuration succeeded.")]
    [Required]
    [Example(true)]
    public bool? Passed { get; init; }
}

/// <summary>Metadata of an identity provider.</summary>
public sealed record SamlMetadataInput
{
    [Description("The metadata itself, at most 1 MB. This or url.")]
    public string? Xml { get; init; }

    [Description("https address from which Looker fetches it. This or xml.")]
    public string? Url { get; init; }

    [Description("true: the present certificates stay beside the new ones, while the identity provider changes over.")]
    public bool? KeepCertificates { get; init; }
}

/// <summary>A change of what the integration demands of SAML changes.</summary>
public sealed record ChangeSamlPolicyInput
{
    [Description("Whether a change needs a second person.")]
    [Required]
    [Example(true)]
    public bool? RequiresApproval { get; init; }
}
