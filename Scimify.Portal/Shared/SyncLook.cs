using System.Diagnostics;
using Scimify.Core.Sync;

namespace Scimify.Portal.Shared;

/// <summary>The console's words, icon and colour for a sync state.</summary>
public sealed record SyncLook(string Text, string Tone, string Icon, string Meaning)
{
    public static SyncLook Of(SyncState state) => state switch
    {
        SyncState.Applied => new("Applied", "good", "check-circle", "Looker has it, or there was nothing to do."),
        SyncState.Pending => new("Pending", "move", "clock", "Saved here, and on its way to Looker."),
        SyncState.Failed => new("Failed", "bad", "x-circle", "Looker refused it. It is tried again at the next change, or when you choose so."),
        SyncState.Held => new("Held", "wait", "hand", "Waits for a person's decision."),
        SyncState.Planned => new("Planned", "plan", "plan", "Computed but not done, because the integration is in plan mode."),
        SyncState.Unforwardable => new("No e-mail", "quiet", "mail-off", "Cannot be forwarded: no e-mail address that Looker could use."),
        _ => throw new UnreachableException(),
    };
}
