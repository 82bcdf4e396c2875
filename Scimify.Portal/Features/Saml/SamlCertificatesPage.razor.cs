using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Scimify.Core.Integrations;
using Scimify.Core.People;
using Scimify.Core.Requests;
using Scimify.Core.Saml;
using Scimify.Portal.Shared;

namespace Scimify.Portal.Features.Saml;

/// <summary>How to change to the identity provider's next certificate without a failed login.</summary>
[ReadsFromLooker]
public sealed partial class SamlCertificatesPage : DataPage<SamlCertificatesView>
{
    private const int LargestFile = 64 * 1024;

    private string _text = "";
    private string? _error;
    private string? _problem;

    [Inject] public required IntegrationService Integrations { get; init; }

    [Inject] public required SamlService Saml { get; init; }

    [Inject] public required SamlDraftService Drafts { get; init; }

    [Parameter] public Guid Id { get; set; }

    private enum Step
    {
        Add,
        Wait,
        Remove,
    }

    private Step Now => Value is { Accepted.Count: > 1 } ? Step.Wait : Step.Add;

    protected override async Task<SamlCertificatesView> QueryAsync(Actor actor, CancellationToken ct)
    {
        var integration = await Integrations.GetAsync(actor, Id, ct);
        try
        {
            var settings = (await Saml.GetAsync(actor, Id, ct)).Settings;
            var accepted = SamlRollover.Accepted(settings);
            return new(integration, settings, accepted, DraftedIn(await Drafts.ListAsync(actor, Id, ct), settings, accepted), null);
        }
        catch (RequestException e) when (e is ConflictException or UnavailableException)
        {
            return new(integration, null, [], [], e.Message);
        }
    }

    /// <summary>The certificates that open drafts would add.</summary>
    private static IReadOnlyList<(SamlCertificate, SamlDraft)> DraftedIn(IEnumerable<SamlDraft> drafts, SamlSettings settings, IReadOnlyList<SamlAccepted> accepted) =>
    [
        .. from draft in drafts
           from text in draft.After(settings).Certificates
           let certificate = SamlCertificate.Parse(text)
           where certificate is not null && accepted.All(a => a.Certificate?.Fingerprint != certificate.Fingerprint)
           select (certificate, draft),
    ];

    private async Task UploadAsync(InputFileChangeEventArgs e)
    {
        if (e.File.Size > LargestFile)
        {
            _error = "The file is larger than 64 KB, so it is not a single certificate.";
            return;
        }

        using var content = new MemoryStream();
        await using var file = e.File.OpenReadStream(LargestFile, Leaving);
        await file.CopyToAsync(content, Leaving);
        var bytes = content.ToArray();
        var text = Encoding.UTF8.GetString(bytes);
        _text = SamlCertificate.Parse(text) is not null ? text : Convert.ToBase64String(bytes);     // DER
        _error = SamlCertificate.Parse(_text) is null ? "The file contains no X.509 certificate." : null;
    }

    private Task AddAsync() => PrepareAsync("Add the new certificate", settings => SamlRollover.Add(settings, _text, Clock.GetUtcNow()));

    private Task RemoveAsync(SamlAccepted accepted) => PrepareAsync(
        $"Remove the certificate {accepted.Certificate?.Subject ?? "that cannot be read"}", settings => SamlRollover.Remove(settings, accepted.Text, Clock.GetUtcNow()), isRemoval: true);

    private async Task PrepareAsync(string title, Func<SamlSettings, JsonObject> changes, bool isRemoval = false)
    {
        (_error, _problem) = (null, null);
        try
        {
            var draft = await Drafts.CreateAsync(await Session.ActorAsync(), Id, title[..Math.Min(100, title.Length)], changes(Value!.Settings!), Leaving);
            Navigation.NavigateTo($"integrations/{Id}/saml/drafts/{draft.Draft.Id}");
        }
        catch (ValidationFailedException e)
        {
            var message = e.Of("certificate") ?? e.Message;
            (_error, _problem) = (isRemoval ? null : message, isRemoval ? message : null);
        }
        catch (RequestException e)
        {
            _problem = e.Message;
        }
    }
}

/// <param name="Settings">Null if Looker could not be reached or refused, for the reason in <paramref name="Problem"/>.</param>
/// <param name="Drafted">Certificates that Looker does not accept yet, with the drafts that would change that.</param>
public sealed record SamlCertificatesView(
    IntegrationView Integration, SamlSettings? Settings, IReadOnlyList<SamlAccepted> Accepted, IReadOnlyList<(SamlCertificate Certificate, SamlDraft Draft)> Drafted, string? Problem)
{
    /// <summary>The accepted certificate that is valid longest; null for none.</summary>
    public SamlCertificate? Last => Settings?.LastingCertificate;

    /// <summary>Where the line of time of all certificates begins.</summary>
    public DateTimeOffset From => All.Min(certificate => certificate.NotBefore);

    /// <summary>Where it ends.</summary>
    public DateTimeOffset Until => All.Max(certificate => certificate.NotAfter);

    private IEnumerable<SamlCertificate> All => Accepted.Select(accepted => accepted.Certificate).OfType<SamlCertificate>().Concat(Drafted.Select(drafted => drafted.Certificate));
}
