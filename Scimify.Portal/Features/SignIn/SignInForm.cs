namespace Scimify.Portal.Features.SignIn;

/// <summary>What the browser posts. A field that is missing or empty is null.</summary>
public sealed class SignInForm
{
    public string? Email { get; set; }

    public string? Password { get; set; }

    public bool Remember { get; set; }
}
