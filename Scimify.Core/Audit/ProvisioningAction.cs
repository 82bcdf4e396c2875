namespace Scimify.Core.Audit;

/// <summary>What a SCIM write meant, in the words of the provisioning log.</summary>
public enum ProvisioningAction
{
    Other = 0,
    Create = 1,
    Update = 2,
    Disable = 3,
    Enable = 4,
    Delete = 5,
    AddMember = 6,
    RemoveMember = 7,
    UpdateMembers = 8,
    NoChange = 9,
}
