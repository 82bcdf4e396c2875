using Scimify.Core.Integrations;
using Scimify.Core.Primitives;
using Scimify.Core.Requests;
using Scimify.Portal.Shared.Api;

namespace Scimify.Portal.Features.Integrations;

/// <summary>From checked JSON to what the service takes.</summary>
internal static class IntegrationBodies
{
    public static NewIntegration New(JsonInput body) => new()
    {
        Name = body.Text("name"),
        InstanceName = body.Text("instanceName"),
        BaseUrl = body.Text("baseUrl"),
        ClientId = body.Text("clientId"),
        ClientSecret = body.Text("clientSecret"),
        GroupDescription = body.Text("groupDescription"),
        Mode = Word<IntegrationMode>(body, "mode"),
        Policies = body.Object("policies") is { } policies ? Policies(policies) : null,
    };

    /// <exception cref="ValidationFailedException">An address is taken away and no other one given.</exception>
    public static IntegrationChange Change(JsonInput body)
    {
        var change = new IntegrationChange
        {
            Name = body.Text("name"),
            InstanceName = body.Text("instanceName"),
            BaseUrl = body.Text("baseUrl"),
            ClientId = body.Text("clientId"),
            ClientSecret = body.Text("clientSecret"),
            GroupDescription = body.OptionalText("groupDescription"),
            Mode = Word<IntegrationMode>(body, "mode"),
            Policies = body.Object("policies") is { } policies ? Policies(policies) : null,
        };
        return change is { InstanceName: null, BaseUrl: null } && (body.IsNull("instanceName") || body.IsNull("baseUrl"))
            ? throw ValidationFailedException.Of(body.IsNull("baseUrl") ? "baseUrl" : "instanceName", "Must not be null unless the other one of instanceName and baseUrl is given.")
            : change;
    }

    private static T? Word<T>(JsonInput body, string member)
        where T : struct, Enum => body.Text(member) is { } word ? EnumWords.Parse<T>(word) : null;

    private static PolicyChange Policies(JsonInput policies) => new()
    {
        Adoption = Word<AdoptionPolicy>(policies, "adoption"),
        OnDelete = Word<DeletionPolicy>(policies, "onDelete"),
        EmailSource = Word<EmailSource>(policies, "emailSource"),
        Strict = policies.Flag("strict"),
        EndSessions = policies.Flag("endSessions"),
        RemoveApiKeys = policies.Flag("removeApiKeys"),
        Drift = Word<DriftPolicy>(policies, "drift"),
        CallsInFlight = policies.OptionalNumber("callsInFlight"),
        CallsPerSecond = policies.OptionalNumber("callsPerSecond"),
        MonthlyCallBudget = policies.OptionalNumber("monthlyCallBudget"),
        DeletionGuard = policies.Object("deletionGuard") is { } guard
            ? new DeletionGuardChange
            {
                Enabled = guard.Flag("enabled"),
                MaxCount = guard.WholeNumber("maxCount"),
                MaxPercent = guard.WholeNumber("maxPercent"),
                MemberMaxPercent = guard.WholeNumber("memberMaxPercent"),
                WindowMinutes = guard.WholeNumber("windowMinutes"),
            }
            : null,
    };
}
