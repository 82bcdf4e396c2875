using System.Text.Json;
using System.Text.Json.Nodes;
using Scimify.Core.Primitives;
using Scimify.Core.Saml;

namespace Scimify.Portal.Features.Saml;

/// <summary>A place where SAML settings work against SCIM.</summary>
/// <param name="Severity"><c>blocker</c>, <c>warning</c> or <c>info</c>.</param>
/// <param name="Field">Looker's member name.</param>
/// <param name="Fix">The change that resolves it, by Looker's member names; null if a person has to decide.</param>
public sealed record SamlConflictResource(string Code, string Severity, string Message, string Field, int AffectedUsers, int AffectedGroups, JsonObject? Fix)
{
    public static SamlConflictResource Of(SamlFinding finding) => new(
        finding.Code, LetterCase.Lower(finding.Severity.ToString()), finding.Message, finding.Field, finding.AffectedUsers, finding.AffectedGroups, finding.Fix);
}

/// <summary>A state of the SAML configuration.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Source"><c>scimify</c>, or <c>looker</c> if it was found there.</param>
/// <param name="State"><c>applying</c>, <c>applied</c> or <c>notApplied</c>.</param>
/// <param name="Overridden">The lock-out guard's reasons that an owner has overridden; null for none.</param>
/// <param name="Changes">What differs from the state before, by Looker's member name.</param>
public sealed record SamlRevisionResource(
    Guid Uuid, int Number, string Source, string State, DateTimeOffset At, DateTimeOffset? SettledAt, string AuthorName, string? ApproverName, string? Note,
    string? TestResult, JsonNode? Overridden, string? Error, IReadOnlyList<SamlFieldChangeResource> Changes)
{
    public static SamlRevisionResource Of(SamlRevision revision) => new(
        revision.Id,
        revision.Number,
        revision.Source == SamlSource.Scimify ? "scimify" : "looker",
        revision.State switch
        {
            SamlRevisionState.Applying => "applying",
            SamlRevisionState.Applied => "applied",
            _ => "notApplied",
        },
        revision.At,
        revision.SettledAt,
        revision.AuthorName,
        revision.ApproverName,
        revision.Note,
        revision.TestResult,
        revision.Overridden is null ? null : JsonNode.Parse(revision.Overridden),
        revision.Error,
        revision.Before is null ? [] : [.. SamlFieldChange.Between(SamlSettings.Parse(revision.Before), SamlSettings.Parse(revision.Settings))
            .Select(SamlFieldChangeResource.Of)]);
}

/// <summary>A member that differs.</summary>
/// <param name="Field">Looker's member name.</param>
public sealed record SamlFieldChangeResource(string Field, JsonNode? Before, JsonNode? After)
{
    public static SamlFieldChangeResource Of(SamlFieldChange change) => new(change.Name, change.Before, change.After);
}

/// <summary>An identity provider's metadata, compared with what Looker has.</summary>
/// <param name="Signature">Null if only Looker read it.</param>
/// <param name="Disagreements">Looker's names of the members that Looker and Scimify read differently.</param>
/// <param name="Changes">The changes that bring it into the settings, by Looker's member names.</param>
public sealed record SamlMetadataResource(
    string Issuer, string Url, IReadOnlyList<SamlCertificate> Certificates, SamlSignatureResource? Signature, IReadOnlyList<string> Disagreements, JsonObject Changes,
    IReadOnlyList<SamlFieldChangeResource> Differences)
{
    public static SamlMetadataResource Of(SamlMetadataView view) => new(
        view.Metadata.Issuer, view.Metadata.Url, [.. view.Metadata.Certificates.Select(SamlCertificate.Parse).OfType<SamlCertificate>()], SamlSignatureResource.Of(view.Metadata.Signature), view.Disagreements, view.Changes,
        [.. view.Differences.Select(SamlFieldChangeResource.Of)]);
}

/// <summary>Whether an identity provider's metadata is unchanged since it was signed.</summary>
/// <param name="State"><c>none</c>, <c>fits</c>, <c>doesNotFit</c> or <c>notChecked</c>.</param>
/// <param name="Certificate">The certificate that the signature itself names; null if it names none.</param>
public sealed record SamlSignatureResource(string State, SamlCertificate? Certificate)
{
    public static SamlSignatureResource? Of(SamlMetadataSignature? signature) =>
        signature is null ? null : new(JsonNamingPolicy.CamelCase.ConvertName(signature.State.ToString()), signature.Certificate);
}
