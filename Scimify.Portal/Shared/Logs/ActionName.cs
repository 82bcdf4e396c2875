using System.Diagnostics;
using Scimify.Core.Audit;

namespace Scimify.Portal.Shared.Logs;

public static class ActionName
{
    /// <summary>The console's name of the action.</summary>
    public static string Of(ProvisioningAction action) => action switch
    {
        ProvisioningAction.Other => "Other",
        ProvisioningAction.Create => "Create",
        ProvisioningAction.Update => "Update",
        ProvisioningAction.Disable => "Disable",
        ProvisioningAction.Enable => "Enable",
        ProvisioningAction.Delete => "Delete",
        ProvisioningAction.AddMember => "Add member",
        ProvisioningAction.RemoveMember => "Remove member",
        ProvisioningAction.UpdateMembers => "Update members",
        ProvisioningAction.NoChange => "No change",
        _ => throw new UnreachableException(),
    };
}
