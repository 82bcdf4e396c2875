namespace Scimify.Core.Errors;

/// <summary>
/// Every error code. The provisioning log, SCIM, the REST API and the console take them from here, and docs/errors.md lists them.
/// A released name never changes its meaning.
/// </summary>
public static class ErrorCodes
{
    public static readonly ErrorCode LookerAddressTaken = new(
        "LOOKER_ADDRESS_TAKEN",
        "Another account in Looker has this e-mail address, and Looker does not allow an address twice.",
        "Find the account with the address in Looker, and change or remove it there. Or give the person another address in the identity provider. Then try again.");

    public static readonly ErrorCode LookerNameTaken = new(
        "LOOKER_NAME_TAKEN",
        "Another object in Looker has this name.",
        "Rename one of the two, in Looker or in the identity provider. Then try again.");

    public static readonly ErrorCode LookerAccountExists = new(
        "LOOKER_ACCOUNT_EXISTS",
        "Looker has an account with this address, and this integration does not take over existing accounts.",
        "Allow it to take over existing accounts in the integration's settings, or remove the account in Looker. Then try again.");

    public static readonly ErrorCode LookerGroupExists = new(
        "LOOKER_GROUP_EXISTS",
        "Looker has a group with this name, and this integration does not take over existing groups.",
        "Allow it to take over existing groups in the integration's settings, or use another name. Then try again.");

    public static readonly ErrorCode LookerAccountLinked = new(
        "LOOKER_ACCOUNT_LINKED",
        "The account in Looker with this address belongs to another SCIM user.",
        "Find the other user by the address. Give one of the two another address, or remove the one that is not needed, in the identity provider.");

    public static readonly ErrorCode LookerGroupManaged = new(
        "LOOKER_GROUP_MANAGED",
        "Something other than Scimify manages the group of this name in Looker: SAML, LDAP, embedding, or Looker itself.",
        "Use another name for the group in the identity provider.");

    public static readonly ErrorCode AccountProtected = new(
        "ACCOUNT_PROTECTED",
        "The account in Looker is protected: it is the API key's own user, an administrator, a service account, or on the list of protected accounts.",
        "Change the account in Looker by hand. If SCIM should manage it, take it off the list of protected accounts or its administrator role away.");

    public static readonly ErrorCode LookerForbidden = new(
        "LOOKER_FORBIDDEN",
        "Looker does not let the API key do this (403). The user of the key lacks a permission, or Looker is read-only for now.",
        "Give the user of the API key the Admin role in Looker, or wait until the maintenance is over. Then try again.");

    public static readonly ErrorCode LookerUsersHidden = new(
        "LOOKER_USERS_HIDDEN",
        "Looker hides its users from the API key, so nobody can tell whether an account with the address exists.",
        "Give the user of the API key the Admin role in Looker. Then try again.");

    public static readonly ErrorCode LookerValueRefused = new(
        "LOOKER_VALUE_REFUSED",
        "Looker does not accept a value. Its own words say which one.",
        "Correct the value in the identity provider, or the mapping that makes it. Then try again.");

    public static readonly ErrorCode LookerAttributeMissing = new(
        "LOOKER_ATTRIBUTE_MISSING",
        "Looker no longer has a user attribute that is mapped.",
        "Create the user attribute in Looker, or take it out of the mappings.");

    public static readonly ErrorCode LookerObjectMissing = new(
        "LOOKER_OBJECT_MISSING",
        "Looker does not know the object, such as a mapped role, or hides it from the API key.",
        "Look for the object in Looker. If it was deleted, change what names it, such as the mapping, or start a comparison so that Scimify learns it.");

    public static readonly ErrorCode LookerKeyRejected = new(
        "LOOKER_KEY_REJECTED",
        "Looker does not accept the API key of the integration.",
        "Create a new API key in Looker, and enter it in the integration's settings. What waits goes on by itself.");

    public static readonly ErrorCode LookerRateLimited = new(
        "LOOKER_RATE_LIMITED",
        "Looker has reached its limit of calls (429).",
        "Wait: Scimify goes on by itself. If it happens often, lower the calls per second in the integration's settings.");

    public static readonly ErrorCode LookerUnreachable = new(
        "LOOKER_UNREACHABLE",
        "No connection to Looker: its name is unknown, nothing answers, its certificate is not trusted, or the settings forbid its address.",
        "Check the address of the integration, the network and Looker itself. What waits goes on by itself.");

    public static readonly ErrorCode LookerNoAnswer = new(
        "LOOKER_NO_ANSWER",
        "Looker did not answer in time, or the connection broke before the answer was complete.",
        "Wait: Scimify finds out what happened and tries again. If it happens often, look at Looker's load and the network.");

    public static readonly ErrorCode LookerFailed = new(
        "LOOKER_FAILED",
        "Looker, or a proxy in front of it, failed with an error of its own (5xx).",
        "Wait: Scimify tries again. If it stays, ask whoever runs Looker.");

    public static readonly ErrorCode LookerAnswerUnreadable = new(
        "LOOKER_ANSWER_UNREADABLE",
        "Something other than Looker's API answers at the address, such as a proxy's page.",
        "Enter the address of Looker's API in the integration's settings, and let the proxy pass calls on as they are.");

    public static readonly ErrorCode SecretUnreadable = new(
        "SECRET_UNREADABLE",
        "The stored secret of the integration cannot be decrypted with this key ring.",
        "Enter the secret in the integration's settings once more, or bring back the key ring that it was stored with.");

    public static readonly ErrorCode UserNameTaken = new(
        "USER_NAME_TAKEN",
        "Another user of this integration has the userName.",
        "Let the identity provider link the existing user, or change one of the two names. A search for the userName finds the other user.");

    public static readonly ErrorCode GroupNameTaken = new(
        "GROUP_NAME_TAKEN",
        "Another group of this integration has the displayName.",
        "Let the identity provider link the existing group, or change one of the two names. A search for the displayName finds the other group.");

    public static readonly ErrorCode MemberUnknown = new(
        "MEMBER_UNKNOWN",
        "A member of the group is no user of this integration.",
        "Assign the person to the application in the identity provider, so that the user is created first. Groups cannot be members.");

    public static readonly ErrorCode AddressInvalid = new(
        "ADDRESS_INVALID",
        "Looker cannot take the value as an e-mail address.",
        "Send one plain address, such as name@example.com, or correct the attribute mapping in the identity provider.");

    public static readonly ErrorCode ChangeRejected = new(
        "CHANGE_REJECTED",
        "The change was held for a person to decide, and somebody has rejected it.",
        "The audit log says who. If it was wrong, let the identity provider send the change again, and release it.");

    public static readonly ErrorCode TokenScopeMissing = new(
        "TOKEN_SCOPE_MISSING",
        "The token is valid, and does not allow this request.",
        "Use a token with the scope that the message names.");

    public static readonly ErrorCode IntegrationDeleted = new(
        "INTEGRATION_DELETED",
        "The integration of the token was deleted.",
        "Create a token of another integration, or switch off provisioning in the identity provider.");

    public static readonly ErrorCode BodyMalformed = new(
        "BODY_MALFORMED",
        "The body is not JSON, or lacks the structure that the request needs.",
        "Compare what was sent with the message, and correct the client.");

    public static readonly ErrorCode ValueInvalid = new(
        "VALUE_INVALID",
        "A value is missing, or does not fit where it stands.",
        "Correct the value that the message names, in the client or in the attribute mapping of the identity provider.");

    public static readonly ErrorCode PathInvalid = new(
        "PATH_INVALID",
        "The path of a PATCH operation is not one that this resource has.",
        "Correct the attribute mapping in the identity provider: the message names the path.");

    public static readonly ErrorCode TargetMissing = new(
        "TARGET_MISSING",
        "A PATCH operation names something that the resource does not have.",
        "Let the identity provider read the resource again, which a restart of provisioning does.");

    public static readonly ErrorCode AttributeFixed = new(
        "ATTRIBUTE_FIXED",
        "The request changes an attribute that only the server sets.",
        "Take the attribute that the message names out of the attribute mapping.");

    public static readonly ErrorCode FilterInvalid = new(
        "FILTER_INVALID",
        "The filter cannot be read, or names an attribute that cannot be searched.",
        "Correct the filter at the place that the message names.");

    public static readonly ErrorCode FilterTooLarge = new(
        "FILTER_TOO_LARGE",
        "The filter has more comparisons than one request may have.",
        "Ask in several requests.");

    public static readonly ErrorCode CursorInvalid = new(
        "CURSOR_INVALID",
        "The cursor does not belong to this query.",
        "Start again with an empty cursor, and leave filter and order as they are until the end.");

    public static readonly ErrorCode CursorExpired = new(
        "CURSOR_EXPIRED",
        "The cursor is older than an hour.",
        "Start again with an empty cursor.");

    public static readonly ErrorCode CountInvalid = new(
        "COUNT_INVALID",
        "The count is no whole number, or larger than a page may be.",
        "Send a count within the limit that the message names.");

    public static readonly ErrorCode RuleBroken = new(
        "RULE_BROKEN",
        "A rule forbids the request, such as an expiry in the past.",
        "Change the request as the message says.");

    public static readonly ErrorCode NotAuthenticated = new(
        "NOT_AUTHENTICATED",
        "The request has no valid token.",
        "Send a token that has neither expired nor been revoked, in the form that the message names.");

    public static readonly ErrorCode Forbidden = new(
        "FORBIDDEN",
        "Role, scope or network do not allow the request.",
        "Ask an owner for the role, or use a token with the right scope and network.");

    public static readonly ErrorCode NotFound = new(
        "NOT_FOUND",
        "There is no such object or address, or it belongs to somebody else.",
        "Check the ID. An identity provider has to look the object up again, or create it.");

    public static readonly ErrorCode MethodNotAllowed = new(
        "METHOD_NOT_ALLOWED",
        "The address does not take this method.",
        "Use one of the methods in the header Allow, or correct the address.");

    public static readonly ErrorCode Conflict = new(
        "CONFLICT",
        "Something that exists, or that is under way, stands in the way.",
        "Read the message: it says what. Then change that, or ask again later.");

    public static readonly ErrorCode VersionChanged = new(
        "VERSION_CHANGED",
        "The object has changed since the client read it.",
        "Read it again, and decide again.");

    public static readonly ErrorCode TooLarge = new(
        "TOO_LARGE",
        "The request has more bytes, operations or values than one request may have.",
        "Send it in several requests. The message names the limit.");

    public static readonly ErrorCode MediaTypeUnsupported = new(
        "MEDIA_TYPE_UNSUPPORTED",
        "The body is of a type or encoding that is not read here.",
        "Send JSON without a Content-Encoding.");

    public static readonly ErrorCode WrongHost = new(
        "WRONG_HOST",
        "The request names another host than that of this server.",
        "Use the address of the setting Scimify:PublicUrl, and let proxies pass on the header Host.");

    public static readonly ErrorCode TooManyRequests = new(
        "TOO_MANY_REQUESTS",
        "There were too many requests with the token, or too many bad tokens from the address.",
        "Come back after the time in Retry-After. If tokens are bad, correct them first.");

    public static readonly ErrorCode TooMuchWork = new(
        "TOO_MUCH_WORK",
        "The request asks for more work than one integration or organization may have at a time.",
        "Come back after the time in Retry-After, or ask for less at a time.");

    public static readonly ErrorCode DatabaseUnavailable = new(
        "DATABASE_UNAVAILABLE",
        "The database is away, locked or full.",
        "Come back after the time in Retry-After. Whoever runs Scimify finds the reason in the server's log.");

    public static readonly ErrorCode Unavailable = new(
        "UNAVAILABLE",
        "Something that is needed does not answer now.",
        "Come back later, or after the time in Retry-After.");

    public static readonly ErrorCode NotSupported = new(
        "NOT_SUPPORTED",
        "The endpoint exists in the standard, and not here.",
        "Use /Users and /Groups.");

    public static readonly ErrorCode Unexpected = new(
        "UNEXPECTED",
        "Something went wrong that nobody has foreseen.",
        "Whoever runs Scimify finds the details in the server's log, under the request ID.");

    /// <summary>In the order of docs/errors.md.</summary>
    public static IReadOnlyList<(string Title, IReadOnlyList<ErrorCode> Codes)> Groups { get; } =
    [
        ("Looker refuses", [
            LookerAddressTaken, LookerNameTaken, LookerAccountExists, LookerGroupExists, LookerAccountLinked, LookerGroupManaged, AccountProtected,
            LookerForbidden, LookerUsersHidden, LookerValueRefused, LookerAttributeMissing, LookerObjectMissing]),
        ("Looker cannot be asked", [
            LookerKeyRejected, LookerRateLimited, LookerUnreachable, LookerNoAnswer, LookerFailed, LookerAnswerUnreadable, SecretUnreadable]),
        ("Users, groups and tokens", [UserNameTaken, GroupNameTaken, MemberUnknown, AddressInvalid, ChangeRejected, TokenScopeMissing, IntegrationDeleted]),
        ("The request", [
            BodyMalformed, ValueInvalid, PathInvalid, TargetMissing, AttributeFixed, FilterInvalid, FilterTooLarge, CursorInvalid, CursorExpired,
            CountInvalid, RuleBroken, NotAuthenticated, Forbidden, NotFound, MethodNotAllowed, Conflict, VersionChanged, TooLarge,
            MediaTypeUnsupported, WrongHost, NotSupported]),
        ("The server", [TooManyRequests, TooMuchWork, DatabaseUnavailable, Unavailable, Unexpected]),
    ];

    public static IReadOnlyList<ErrorCode> All { get; } = [.. Groups.SelectMany(group => group.Codes)];

    public static readonly string[] Names = [.. All.Select(code => code.Name)];

    private static readonly Dictionary<string, ErrorCode> ByName = All.ToDictionary(code => code.Name, StringComparer.Ordinal);

    /// <returns>Null for null, and for a name that this version does not know.</returns>
    public static ErrorCode? Find(string? name) => name is null ? null : ByName.GetValueOrDefault(name);

    /// <summary>For an answer of which nothing is known but its HTTP status.</summary>
    public static ErrorCode OfStatus(int status) => status switch
    {
        400 => RuleBroken,
        401 => NotAuthenticated,
        403 => Forbidden,
        404 => NotFound,
        405 => MethodNotAllowed,
        409 => Conflict,
        412 => VersionChanged,
        413 => TooLarge,
        415 => MediaTypeUnsupported,
        421 => WrongHost,
        422 => ValueInvalid,
        429 => TooManyRequests,
        501 => NotSupported,
        503 => Unavailable,
        _ => status < 500 ? RuleBroken : Unexpected,
    };
}
