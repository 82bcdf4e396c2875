using System.Diagnostics;
using Scimify.Core.Primitives;

namespace Scimify.Core.Integrations;

/// <summary>Modes and states in the words of the REST API.</summary>
public static class IntegrationModes
{
    public static readonly string[] Names = EnumWords.All<IntegrationMode>();

    /// <summary><c>state</c> of the status: a mode that keeps changes from Looker goes before what the last calls told.</summary>
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
