namespace Scimify.Portal.Features.Setup;

/// <summary>What the browser posts.</summary>
public sealed class SetupForm
{
    public string Code { get; set; } = "";

    public string Email { get; set; } = "";

    public string Password { get; set; } = "";
}
