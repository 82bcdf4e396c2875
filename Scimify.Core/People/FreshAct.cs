namespace Scimify.Core.People;

/// <summary>
/// Everything that needs a fresh sign-in (<see cref="FreshSignIn"/>): what gives access to others, or for longer than a session, or
/// lets through what a guard has stopped, or cannot be undone. What takes access away is never in the way of somebody in a hurry.
/// </summary>
public enum FreshAct
{
    CreateScimToken,
    RotateScimToken,

    /// <summary>More scopes or more networks than before.</summary>
    WidenScimToken,
    /// <summary>Create one, add a secret to it, trust somebody else as it, or more scopes or networks than before.</summary>
    ChangeOauthClient,
    ChangeTokenPolicy,
    CreatePersonalToken,
    InvitePerson,

    /// <summary>A link to a new password, or an invitation that is sent again.</summary>
    MakeSignInLink,

    /// <summary>A role that may something that the present one may not.</summary>
    RaiseRole,
    UnlockPerson,
    NameBreakGlass,

    /// <summary>Of somebody else.</summary>
    RemoveFactors,
    ChangeOwnFactors,

    /// <summary>Add, change, switch or remove.</summary>
    ChangeProvider,

    /// <summary>One's own account at a provider.</summary>
    ConnectAccount,
    ChangeSignInPolicy,

    /// <summary>A draft, or a change without one.</summary>
    ApplySaml,
    RestoreSaml,
    ApproveSaml,

    /// <summary>Whether a second person has to approve drafts.</summary>
    ChangeSamlApproval,

    /// <summary>What the deletion guard or a review of accounts has held.</summary>
    ReleaseHeld,

    /// <summary>From the logs and the history. It cannot be undone.</summary>
    ErasePerson,
}

public static class FreshActs
{
    /// <summary>As the end of "you were about to".</summary>
    public static string Words(FreshAct act) => act switch
    {
        FreshAct.CreateScimToken => "create a SCIM token",
        FreshAct.RotateScimToken => "rotate a SCIM token",
        FreshAct.WidenScimToken => "let a SCIM token do more",
        FreshAct.ChangeOauthClient => "let an OAuth client in",
        FreshAct.ChangeTokenPolicy => "change how long tokens may live",
        FreshAct.CreatePersonalToken => "create a personal access token",
        FreshAct.InvitePerson => "invite people",
        FreshAct.MakeSignInLink => "make a link with which somebody gets in",
        FreshAct.RaiseRole => "give somebody a role that may more",
        FreshAct.UnlockPerson => "unlock somebody",
        FreshAct.NameBreakGlass => "name a break-glass owner",
        FreshAct.RemoveFactors => "remove the second factors of somebody",
        FreshAct.ChangeOwnFactors => "change your second factors",
        FreshAct.ChangeProvider => "change a sign-in provider",
        FreshAct.ConnectAccount => "change with which accounts you sign in",
        FreshAct.ChangeSignInPolicy => "change how people sign in",
        FreshAct.ApplySaml => "change Looker's SAML settings",
        FreshAct.RestoreSaml => "restore Looker's SAML settings",
        FreshAct.ApproveSaml => "approve a change of Looker's SAML settings",
        FreshAct.ChangeSamlApproval => "change who has to approve SAML drafts",
        FreshAct.ReleaseHeld => "release held changes",
        FreshAct.ErasePerson => "erase a person from the logs and the history",
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
