namespace Scimify.Core.Requests;

/// <summary>503: the request asks for more work than one integration may have at a time. In SCIM it carries <c>scimType</c> <c>tooMany</c> (RFC 7644 section 3.12).</summary>
public sealed class TooMuchWorkException(string message) : UnavailableException(message, new { code = Code }, TimeToWait)
{
    public const string Code = "tooMany";

    private static readonly TimeSpan TimeToWait = TimeSpan.FromSeconds(5);
}
