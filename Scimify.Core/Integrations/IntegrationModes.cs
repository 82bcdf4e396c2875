using System.Diagnostics;

namespace Scimify.Core.Integrations;

/// <summary>The REST API's words for modes and states.</summary>
public static class IntegrationModes
{
    public static readonly string[] Names = ["live", "plan", "paused"];

    public static string NameOf(IntegrationMode mode) => mode switch
    {
        IntegrationMode.Live => "live",
        IntegrationMode.Plan => "plan",
        IntegrationMode.Paused => "paused",
        _ => throw new UnreachableException(),
    };

    /// <summary>Null if there is no such mode. The spelling must be exact.</summary>
    public static IntegrationMode? Parse(string name) => name switch
    {
        "live" => IntegrationMode.Live,
        "plan" => IntegrationMode.Plan,
        "paused" => IntegrationMode.Paused,
        _ => null,
    };

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
