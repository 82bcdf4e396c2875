namespace Scimify.Portal.Features.Account;

/// <summary>What the browser posts. A field that is missing or empty is null.</summary>
public sealed class PasswordForm
{
    /// <summary>The secret of the link, if there is one.</summary>
    public string? Link { get; set; }

    /// <summary>The present password of somebody who is signed in.</summary>
    public string? Current { get; set; }

    public string? Password { get; set; }

    public string? Repeated { get; set; }

    /// <summary>What is wrong with the repetition; null if it is the same.</summary>
    public string? RepeatedProblem => Password == Repeated ? null : "Is not the same as the new password.";

    public override string ToString() => nameof(PasswordForm);
}
