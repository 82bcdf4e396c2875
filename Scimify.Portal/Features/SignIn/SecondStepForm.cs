namespace Scimify.Portal.Features.SignIn;

/// <summary>What the browser posts after the right password. A field that is missing or empty is null.</summary>
public sealed class SecondStepForm
{
    public string? Code { get; set; }

    /// <summary>Of the app that is being set up.</summary>
    public string? Key { get; set; }

    /// <summary>As of <see cref="EnrolTicket"/>.</summary>
    public string? Ticket { get; set; }
}
