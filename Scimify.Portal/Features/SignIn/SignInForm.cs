using System.Diagnostics.CodeAnalysis;

namespace Scimify.Portal.Features.SignIn;

/// <summary>What the browser posts. A field that is not sent is empty.</summary>
public sealed class SignInForm
{
    [AllowNull]
    public string Email
    {
        get;
        set => field = value ?? "";
    } = "";

    [AllowNull]
    public string Password
    {
        get;
        set => field = value ?? "";
    } = "";

    public bool Remember { get; set; }
}
