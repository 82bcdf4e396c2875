namespace Scimify.Portal.Features.SignIn;

/// <summary>Where somebody goes on who has typed the right password.</summary>
internal static class SecondStep
{
    public const string Code = "sign-in/code";

    /// <summary>For somebody who needs a second factor and has none.</summary>
    public const string Enrol = "sign-in/enrol";

    /// <param name="page">One of the two.</param>
    /// <param name="returnUrl">Where to go after it; null for the start page.</param>
    /// <param name="remember">Whether the browser keeps the session when it is closed.</param>
    public static string Address(string page, string? returnUrl, bool remember) =>
        $"{page}?remember={(remember ? "true" : "false")}" + (returnUrl is null ? "" : $"&returnUrl={Uri.EscapeDataString(returnUrl)}");
}
