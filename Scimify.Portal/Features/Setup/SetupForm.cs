namespace Scimify.Portal.Features.Setup;

/// <summary>What the browser posts. A field that is missing or empty is null.</summary>
public sealed class SetupForm
{
    public string? Code { get; set; }

    public string? Email { get; set; }

    public string? Password { get; set; }
}
