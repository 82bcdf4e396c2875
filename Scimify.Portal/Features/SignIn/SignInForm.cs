namespace Scimify.Portal.Features.SignIn;

/// <summary>What the browser posts.</summary>
public sealed class SignInForm
{
    public string Email { get; set; } = "";

    public string Password { get; set; } = "";

    public bool Remember { get; set; }
}
