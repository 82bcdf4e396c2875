using System.Diagnostics;
using Scimify.Core.Primitives;

namespace Scimify.Core.Integrations;

/// <summary>The REST API's words for modes and states.</summary>
public static class IntegrationModes
{
    public static readonly string[] Names = EnumWords.All<IntegrationMode>();

    /// <summary>The <c>state</c> of the status. A mode that keeps changes from Looker comes before what the last calls showed.</summary>
    public static string StateOf(IntegrationMode mode, IntegrationHealth health) => (mode, health) switch
    {
        (IntegrationMode.Paused, _) => "paused",
        (IntegrationMode.Plan, _) => "plan",
        (_, IntegrationHealth.Ok) => "ok",
        (_, IntegrationHealth.Degraded) => "degraded",
        (_, IntegrationHealth.Unreachable) => "unreachable",
        (_, IntegrationHealth.CredentialsRejected) => "credentialsRejected",
        _ => throw new UnreachableException(),
    };
}
