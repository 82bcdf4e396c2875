using Microsoft.AspNetCore.Components;
using Scimify.Core.Changes;
using Scimify.Core.Directory.Guard;
using Scimify.Core.Integrations;
using Scimify.Core.People;
using Scimify.Core.Provisioning.Adoption;
using Scimify.Core.Requests;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Dialogs;
using Scimify.Portal.Shared.Tables;

namespace Scimify.Portal.Features.Adoption;

/// <summary>The list of addresses whose accounts SCIM may not touch.</summary>
public sealed partial class ProtectedAccountsPage : DataPage<ProtectedAccountList>
{
    private static readonly string[] AfterRemoval = ["SCIM may take this account over, change it and disable it again, unless it is protected for another reason."];

    private string _address = "";
    private string? _error;
    private string? _done;
    private string? _problem;

    [Inject] public required ProtectedAccountsQuery Listed { get; init; }

    [Inject] public required ProtectedAccountService Accounts { get; init; }

    [Inject] public required IntegrationService Integrations { get; init; }

    [Inject] public required AppDialogs Dialogs { get; init; }

    [Parameter] public Guid Id { get; set; }

    [SupplyParameterFromQuery] public int? Page { get; set; }

    [SupplyParameterFromQuery] public int? Size { get; set; }

    private PageRequest Part => PageRequest.Of(Page, PageSizes.Of(Size));

    protected override ChangeTopics Watches => ChangeTopics.Drift;

    protected override Guid? WatchedIntegration => Id;

    protected override async Task<ProtectedAccountList> QueryAsync(Actor actor, CancellationToken ct)
    {
        actor.Require(Permission.ReadDirectory);
        var integration = await Integrations.GetAsync(actor, Id, ct);
        return new(integration, await Listed.RunAsync(integration.Key, Part, ct));
    }

    private static Crumb[] Trail(ProtectedAccountList list) =>
    [
        
        new(list.Integration.Name, $"integrations/{list.Integration.Id}"),
    ];

    private Task AddAsync() => TryAsync(async actor =>
    {
        var account = await Accounts.AddAsync(actor, Value!.Integration, _address, Leaving);
        _done = $"{account.Address} is protected.";
        _address = "";
    });

    private async Task RemoveAsync(ProtectedAccount account)
    {
        var confirmed = await Dialogs.OpenAsync<ConfirmDialog>($"Remove {account.Address}?", new Dictionary<string, object?>
        {
            [nameof(ConfirmDialog.Consequences)] = AfterRemoval,
            [nameof(ConfirmDialog.Button)] = "Remove",
        });
        if (confirmed is true)
        {
            await TryAsync(async actor =>
            {
                await Accounts.RemoveAsync(actor, Value!.Integration, account.Id, Leaving);
                _done = $"{account.Address} is no longer on the list.";
            });
        }
    }

    private async Task TryAsync(Func<Actor, Task> what)
    {
        (_done, _problem, _error) = (null, null, null);
        try
        {
            await what(await Session.ActorAsync());
        }
        catch (ValidationFailedException e)
        {
            _error = e.Of("address") ?? e.Message;
        }
        catch (RequestException e)
        {
            _problem = e.Message;
        }

        await ReloadAsync();
    }
}

public sealed record ProtectedAccountList(IntegrationView Integration, ResultPage<ProtectedAccount> Accounts);
