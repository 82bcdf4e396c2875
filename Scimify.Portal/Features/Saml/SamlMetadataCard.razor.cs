using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Scimify.Core.Requests;
using Scimify.Core.Saml;
using Scimify.Portal.Shared;

namespace Scimify.Portal.Features.Saml;

/// <summary>Reads metadata, and offers to bring it into the draft.</summary>
public sealed partial class SamlMetadataCard : ComponentBase, IDisposable
{
    private const int LargestFile = 1024 * 1024;

    private readonly CancellationTokenSource _leaving = new();
    private string _xml = "";
    private string _url = "";
    private bool _keep = true;
    private string? _problem;
    private SamlMetadataView? _view;

    [Inject] public required SamlService Saml { get; init; }

    [Inject] public required ConsoleSession Session { get; init; }

    [Parameter, EditorRequired] public required Guid IntegrationId { get; set; }

    [Parameter] public EventCallback<JsonObject> OnTake { get; set; }

    private async Task UploadAsync(InputFileChangeEventArgs e)
    {
        if (e.File.Size > LargestFile)
        {
            _problem = "The file is larger than 1 MB.";
            return;
        }

        using var reader = new StreamReader(e.File.OpenReadStream(LargestFile, _leaving.Token), Encoding.UTF8);
        _xml = await reader.ReadToEndAsync(_leaving.Token);
        await ReadAsync();
    }

    private async Task ReadAsync()
    {
        (_problem, _view) = (null, null);
        try
        {
            _view = await Saml.ReadMetadataAsync(await Session.ActorAsync(), IntegrationId, _xml, _url, _keep, _leaving.Token);
        }
        catch (ValidationFailedException e)
        {
            _problem = e.Message;
        }
        catch (RequestException e)
        {
            _problem = e.Message;
        }
    }

    public void Dispose() => _leaving.Cancel();
}
