using Scimify.Core.Errors;

namespace Scimify.Core.Requests;

/// <summary>503: the request asks for more work than one integration or organization may have at a time. In SCIM it carries <c>scimType</c> <c>tooMany</c> (RFC 7644 section 3.12).</summary>
public sealed class TooMuchWorkException(string message) : UnavailableException(message, new { code = Keyword }, TimeToWait, code: ErrorCodes.TooMuchWork)
{
    /// <summary>In <c>data.code</c>, and in SCIM the scimType.</summary>
    public const string Keyword = "tooMany";

    private static readonly TimeSpan TimeToWait = TimeSpan.FromSeconds(5);
}
