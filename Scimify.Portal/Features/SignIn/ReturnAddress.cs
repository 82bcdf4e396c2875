namespace Scimify.Portal.Features.SignIn;

public static class ReturnAddress
{
    /// <summary>The address to return to, if it is a path of this console as a URL has it, in ASCII; otherwise the start page.</summary>
    public static string LocalOrStart(string? url) =>
        url is ['/', ..] && url is not ['/', '/' or '\\', ..] && url.All(c => char.IsAscii(c) && !char.IsControl(c)) ? url : "/";
}
