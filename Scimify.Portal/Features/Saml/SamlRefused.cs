using Scimify.Core.Requests;
using Scimify.Core.Saml;
using Scimify.Portal.Shared.Saml;

namespace Scimify.Portal.Features.Saml;

/// <summary>Why a change was refused.</summary>
/// <param name="Blockers">The lock-out guard's reasons; empty if the reason is another.</param>
public sealed record SamlRefused(string Message, IReadOnlyList<SamlBlocker> Blockers)
{
    public static SamlRefused Of(RequestException e) =>
        new(e is ValidationFailedException invalid ? string.Join(' ', invalid.Fields.Keys.Select(field => $"{SamlFindingWords.Label(field)}: {invalid.Of(field)}")) : e.Message,
            e is ConflictException { Details: SamlConflictDetails details } ? details.Blockers ?? [] : []);
}
