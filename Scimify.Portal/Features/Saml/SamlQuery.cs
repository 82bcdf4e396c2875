using Scimify.Core.Integrations;
using Scimify.Core.People;
using Scimify.Core.Requests;
using Scimify.Core.Saml;

namespace Scimify.Portal.Features.Saml;

/// <summary>Looker's SAML configuration as it is now, with its drafts.</summary>
public sealed class SamlQuery(IntegrationService integrations, SamlService saml, SamlDraftService drafts, ISamlStore store)
{
    public async Task<SamlPageView> RunAsync(Actor actor, Guid integrationId, CancellationToken ct)
    {
        var integration = await integrations.GetAsync(actor, integrationId, ct);
        var view = new SamlPageView(
            integration,
            await drafts.ListAsync(actor, integrationId, ct),
            await drafts.RequiresApprovalAsync(actor, integrationId, ct),
            await store.ApplyingAsync(integration.Key, ct));
        try
        {
            var document = await saml.GetAsync(actor, integrationId, ct);
            var by = document.ModifiedBy is { } user ? await saml.UserNameAsync(actor, integrationId, user, ct) ?? $"Looker user {user}" : null;
            return view with { Document = document, ModifiedBy = by };
        }
        catch (RequestException e) when (e is ConflictException or UnavailableException)
        {
            return view with { Problem = e.Message };
        }
    }
}

/// <param name="Applying">The change that is under way; null for none.</param>
public sealed record SamlPageView(IntegrationView Integration, IReadOnlyList<SamlDraft> Drafts, bool RequiresApproval, SamlRevision? Applying)
{
    /// <summary>Null if Looker could not be reached, or refused.</summary>
    public SamlDocument? Document { get; init; }

    public string? ModifiedBy { get; init; }

    /// <summary>Why Looker could not be reached, or refused.</summary>
    public string? Problem { get; init; }
}
