using System.Diagnostics;
using Scimify.Core.Integrations;

namespace Scimify.Portal.Shared;

/// <summary>The console's words, icon and colour for an integration's health. A rejected credential outweighs a pause.</summary>
public sealed record HealthLook(string Text, string Tone, string Icon, string Meaning)
{
    public bool IsProblem => Tone == "bad";

    public static HealthLook Of(IntegrationHealth health, IntegrationMode mode) => (health, mode) switch
    {
        (IntegrationHealth.CredentialsRejected, _) =>
            new("Credentials rejected", "bad", "x-circle", "Looker does not accept the API credential. Changes wait for a new one."),
        (_, IntegrationMode.Paused) => new("Paused", "quiet", "pause", "Changes are accepted and wait. Nothing is sent to Looker."),
        (_, IntegrationMode.Plan) => new("Plan mode", "plan", "plan", "Changes are computed and shown, but nothing is done in Looker."),
        (IntegrationHealth.Unreachable, _) => new("Unreachable", "bad", "x-circle", "Looker does not answer. Changes are kept and sent when it does."),
        (IntegrationHealth.Degraded, _) => new("Degraded", "wait", "alert", "Some calls to Looker fail. They are tried again."),
        (IntegrationHealth.Ok, _) => new("Healthy", "good", "check-circle", "The last calls to Looker succeeded."),
        _ => throw new UnreachableException(),
    };
}
