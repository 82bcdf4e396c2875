using System.Globalization;
using Scimify.Core.Looker;
using Scimify.Core.Requests;

namespace Scimify.Core.Notifications;

/// <summary>The address of a webhook. It is as secret as a password: whoever knows the address of a chat tool can write there.</summary>
public static class WebhookAddress
{
    private const int MaxLength = 1_000;

    /// <returns>The address without white space around it.</returns>
    /// <exception cref="ValidationFailedException"><c>url</c>: it is no address, or one that the settings forbid.</exception>
    public static string Check(string? given, WebhookNetworkPolicy policy)
    {
        var url = given?.Trim() ?? "";
        var problem = url.Any(IsInvisible) ? "must not contain control characters, spaces or invisible characters."
            : url.Length is 0 or > MaxLength || !Uri.TryCreate(url, UriKind.Absolute, out var parsed) || parsed.Host.Length == 0
            ? "must be an address such as https://hooks.example.com/scimify."
            : parsed.Scheme is not ("https" or "http") ? "must begin with https://."
            : parsed.UserInfo.Length > 0 ? "must not contain a user name or password."
            : parsed.Fragment.Length > 0 ? "must not have a fragment (#)."
            : parsed.Scheme == "http" && !(policy.Value.AllowInsecureHttp && parsed.IsLoopback) ? "must begin with https:// (http:// is for this machine only, and needs the setting Scimify:Webhooks:AllowInsecureHttp)."
            : LookerAddresses.Problem(parsed.IdnHost, policy.Value) is { } refusal ? $"must be an address that the settings allow. {refusal}" : null;
        return problem is null ? url : throw ValidationFailedException.Of("url", problem);
    }

    /// <summary>Scheme, host and port, and an ellipsis for the rest: <c>https://hooks.slack.com/…</c>.</summary>
    /// <param name="url">Has passed <see cref="Check"/>.</param>
    public static string Mask(string url) => new Uri(url).GetLeftPart(UriPartial.Authority) + "/…";

    private static bool IsInvisible(char c) => char.IsControl(c) || char.IsWhiteSpace(c)
        || char.GetUnicodeCategory(c) is UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned;
}
