namespace Scimify.Portal.Features.SignIn;

internal static class StartAddress
{
    /// <summary>Where a sign-in with a provider begins, relative to the console.</summary>
    public static string Of(Guid provider, string? returnUrl, bool again) =>
        $"sign-in/with/{provider}?{(again ? "again=true&" : "")}returnUrl={Uri.EscapeDataString(returnUrl ?? "")}";
}
