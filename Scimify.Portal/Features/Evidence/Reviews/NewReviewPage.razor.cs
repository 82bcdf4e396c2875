using System.Globalization;
using Microsoft.AspNetCore.Components;
using Scimify.Core.People;
using Scimify.Core.Provisioning.Reviews;
using Scimify.Core.Requests;
using Scimify.Portal.Shared;

namespace Scimify.Portal.Features.Evidence.Reviews;

/// <summary>Asks what to review, by whom and until when, and leads to the review.</summary>
public sealed partial class NewReviewPage : DataPage<ReviewChoices>
{
    private static readonly IReadOnlyList<(ReviewScope Scope, string Text, string Meaning)> Scopes =
    [
        (ReviewScope.Accounts, "Everybody", "Every account that is active in Looker, also those that your identity provider does not know."),
        (ReviewScope.Groups, "Groups", "The members whom Looker has in some groups."),
        (ReviewScope.Roles, "Roles", "The members of the groups that some roles are mapped to."),
        (ReviewScope.Administrators, "Administrators", "Looker's administrators, as of the last time that Scimify read its accounts."),
    ];

    private static readonly TimeSpan Usual = TimeSpan.FromDays(14);

    private readonly HashSet<string> _targets = [];
    private readonly HashSet<Guid> _reviewers = [];
    private ValidationFailedException? _invalid;
    private string? _problem;
    private string _name = "";
    private string _due = "";
    private Guid? _integration;
    private ReviewScope _scope = ReviewScope.Accounts;
    private bool _byManagers;
    private bool _running;

    [Inject] public required ReviewService Reviews { get; init; }

    [Inject] public required ReviewChoicesQuery Choices { get; init; }

    /// <summary>Null for a scope that has none.</summary>
    private IReadOnlyList<(string Key, string Text)>? Targets => _scope switch
    {
        ReviewScope.Groups => Value!.Groups,
        ReviewScope.Roles => Value!.Roles,
        _ => null,
    };

    protected override async Task<ReviewChoices> QueryAsync(Actor actor, CancellationToken ct)
    {
        var choices = await Choices.RunAsync(actor, _integration, ct);
        _integration ??= choices.Integrations.Count > 0 ? choices.Integrations[0].Id : null;
        _due = _due.Length > 0 ? _due : EvidenceTime.DayOf(Clock.GetUtcNow() + Usual);
        return choices;
    }

    private string? Error(string field) => _invalid?.Of(field);

    private Task ChooseIntegrationAsync(Guid integration)
    {
        _integration = integration;
        _targets.Clear();
        return ReloadAsync();
    }

    private void Choose(ReviewScope scope)
    {
        _scope = scope;
        _targets.Clear();
    }

    private static void Set<T>(HashSet<T> chosen, T key, bool isChosen) => _ = isChosen ? chosen.Add(key) : chosen.Remove(key);

    private async Task StartAsync()
    {
        if (_running)
        {
            return;
        }

        (_invalid, _problem, _running) = (null, null, true);
        try
        {
            var due = DateTimeOffset.TryParseExact(_due, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var day) ? day.AddDays(1).AddMilliseconds(-1) : DateTimeOffset.MinValue;
            var review = await Reviews.StartAsync(await Session.ActorAsync(), _integration!.Value, new NewReview(_name, _scope, [.. _targets], [.. _reviewers], due, _byManagers), Leaving);
            Session.Tell();
            Navigation.NavigateTo($"evidence/reviews/{review.Id}");
        }
        catch (ValidationFailedException e)
        {
            (_invalid, _problem) = (e, "Something is missing or wrong. Look at the fields in red.");
        }
        catch (RequestException e)
        {
            _problem = e.Message;
        }
        finally
        {
            _running = false;
        }
    }
}
