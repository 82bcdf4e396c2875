namespace Scimify.Portal.Features.SignIn;

public static class ReturnAddress
{
    /// <summary>The address to return to, if it is a path of this console; otherwise the start page.</summary>
    public static string LocalOrStart(string? url) =>
        url is ['/', ..] && url is not ['/', '/' or '\\', ..] && !url.Any(char.IsControl) ? url : "/";
}
