using System.Text.Json.Nodes;

namespace Scimify.Core.Looker;

public sealed partial class LookerClient
{
    /// <summary>The user who owns the API credential.</summary>
    public Task<LookerUser> GetMeAsync(CancellationToken ct) =>
        SendAsync(new LookerRequest(LookerOperations.Me).With("fields", LookerUser.StandardFields), LookerUser.Read, ct);

    /// <exception cref="LookerNotFoundException">It was deleted.</exception>
    public Task<LookerUser> GetUserAsync(string userId, CancellationToken ct, string fields = LookerUser.StandardFields) =>
        SendAsync(new LookerRequest(LookerOperations.User, userId).With("fields", fields), LookerUser.Read, ct);

    /// <summary>The owner of the e-mail credential with this address, ignoring case, disabled or not; null if nobody has it.</summary>
    public Task<LookerUser?> FindUserByEmailAsync(string email, CancellationToken ct) => FindUserByCredentialAsync("email", email, ct);

    /// <param name="type"><c>email</c>, <c>saml</c> (by NameID), <c>oidc</c>, <c>ldap</c>, <c>google</c>, <c>api3</c>, <c>embed</c>.</param>
    /// <returns>Null if nobody has it.</returns>
    public Task<LookerUser?> FindUserByCredentialAsync(string type, string value, CancellationToken ct) =>
        OrNull(SendAsync(new LookerRequest(LookerOperations.UserForCredential, type, value).With("fields", LookerUser.StandardFields), LookerUser.Read, ct));

    /// <summary>The users whose address matches, as a pattern in which <c>%</c> and <c>_</c> are wildcards: compare again. Looker may leave out disabled ones.</summary>
    /// <param name="email">The address.</param>
    /// <param name="onlyDisabled">Whether only disabled users are searched. They are then certainly not left out.</param>
    /// <param name="ct">Cancels the search.</param>
    public async Task<IReadOnlyList<LookerUser>> SearchUsersByEmailAsync(string email, bool onlyDisabled, CancellationToken ct)
    {
        var users = new List<LookerUser>();
        await foreach (var page in PagesAsync(() => ByEmail(email).With("is_disabled", onlyDisabled ? "true" : null), LookerUser.Read, u => u.Id, ct))
        {
            users.AddRange(page);
        }

        return users;
    }

    /// <summary>The users whose address matches as in <see cref="SearchUsersByEmailAsync"/>, and all disabled users. One call.</summary>
    /// <returns>The first ones in the order of IDs, and whether these are all.</returns>
    public Task<(IReadOnlyList<LookerUser> Users, bool AreAll)> SearchUsersByEmailOrDisabledAsync(string email, CancellationToken ct) => _transport.SendAsync(
        ByEmail(email).With("is_disabled", "true").With("filter_or", "true").With("limit", $"{SurelyLastPage}").With("sorts", "id"),
        (json, total) =>
        {
            var users = json.List(LookerUser.Read);
            return ((IReadOnlyList<LookerUser>)users, total is { } all ? users.Count >= all : users.Count < SurelyLastPage);
        },
        _view,
        ct);

    private static LookerRequest ByEmail(string email) => new LookerRequest(LookerOperations.SearchUsers).With("fields", LookerUser.StandardFields).With("email", email);

    /// <summary>The accounts that carry our mark and have no credential yet, which an interrupted creation left behind.
    /// One or two calls. Without a name it takes more, because all accounts without an address are read.</summary>
    public async Task<IReadOnlyList<LookerUser>> FindHalfMadeUsersAsync(string firstName, string lastName, string uiStateMark, CancellationToken ct)
    {
        var ours = new List<LookerUser>();
        foreach (var disabled in new[] { null, "true" })
        {
            var pages = PagesAsync(
                () => new LookerRequest(LookerOperations.SearchUsers)
                    .With("fields", LookerUser.StandardFields)
                    .With("first_name", firstName.Length > 0 ? firstName : null)
                    .With("last_name", lastName.Length > 0 ? lastName : null)
                    .With("email", "IS NULL")
                    .With("is_disabled", disabled),
                LookerUser.Read,
                u => u.Id,
                ct);
            await foreach (var page in pages)
            {
                ours.AddRange(page.Where(u => !u.HasCredential && u.UiStateMark == uiStateMark));
            }

            if (ours.Count > 0)
            {
                break;
            }
        }

        return ours;
    }

    /// <summary>All users with their direct groups, including disabled users, in pages of 500. If people are deleted in Looker
    /// meanwhile, others can be missed: confirm by ID what seems to be missing.</summary>
    public IAsyncEnumerable<IReadOnlyList<LookerUser>> ListUsersAsync(CancellationToken ct) =>
        PagesAsync(() => new LookerRequest(LookerOperations.AllUsers).With("fields", LookerUser.StandardFields), LookerUser.Read, u => u.Id, ct);

    /// <summary>The users with these IDs, as far as they exist. One call for every 100 IDs.</summary>
    public async Task<IReadOnlyList<LookerUser>> GetUsersAsync(IEnumerable<string> userIds, CancellationToken ct)
    {
        var users = new List<LookerUser>();
        foreach (var ids in userIds.Chunk(100))
        {
            users.AddRange(await ListAsync(
                new LookerRequest(LookerOperations.AllUsers).With("ids", string.Join(',', ids)).With("fields", LookerUser.StandardFields), LookerUser.Read, ct));
        }

        return users;
    }

    /// <summary>Creates a user that nobody can sign in with yet: the second step adds an e-mail credential. Not repeatable.</summary>
    /// <param name="uiStateMark">Stored in the user's <c>ui_state</c>, to distinguish a half-made account from a namesake's.</param>
    public Task<LookerUser> CreateUserAsync(string firstName, string lastName, bool isDisabled, string uiStateMark, CancellationToken ct) =>
        SendAsync(
            new LookerRequest(LookerOperations.CreateUser)
            {
                Json = new JsonObject
                {
                    ["first_name"] = firstName,
                    ["last_name"] = lastName,
                    ["is_disabled"] = isDisabled,
                    ["ui_state"] = new JsonObject { [LookerUser.UiStateMember] = uiStateMark },
                },
            }.With("fields", LookerUser.StandardFields),
            LookerUser.Read,
            ct);

    public Task<LookerUser> UpdateUserAsync(string userId, LookerUserUpdate update, CancellationToken ct)
    {
        var body = new JsonObject();
        Set(body, "first_name", update.FirstName);
        Set(body, "last_name", update.LastName);
        Set(body, "is_disabled", update.IsDisabled);
        return SendAsync(new LookerRequest(LookerOperations.UpdateUser, userId) { Json = body }.With("fields", LookerUser.StandardFields), LookerUser.Read, ct);
    }

    /// <summary>Deletes the account permanently, with content and schedules. Looker answers 403 for your own account and for the last administrator.</summary>
    public Task DeleteUserAsync(string userId, CancellationToken ct) => SendAsync(new LookerRequest(LookerOperations.DeleteUser, userId), ct);

    /// <returns>Null if the user has none, or does not exist.</returns>
    public Task<LookerEmailCredential?> GetEmailCredentialAsync(string userId, CancellationToken ct) =>
        OrNull(SendAsync(new LookerRequest(LookerOperations.UserCredentialsEmail, userId), LookerEmailCredential.Read, ct));

    /// <summary>Looker sends no mail. Not repeatable: after a lost answer, a second attempt is refused because the credential exists.</summary>
    /// <exception cref="LookerRejectedException"><see cref="LookerRejectedException.AlreadyExists"/>: somebody has the address.</exception>
    public Task<LookerEmailCredential> CreateEmailCredentialAsync(string userId, string email, CancellationToken ct) =>
        SendAsync(new LookerRequest(LookerOperations.CreateUserCredentialsEmail, userId) { Json = new JsonObject { ["email"] = email } }, LookerEmailCredential.Read, ct);

    /// <exception cref="LookerNotFoundException">The user has no e-mail credential, like users that only SAML created.</exception>
    public Task<LookerEmailCredential> UpdateEmailCredentialAsync(string userId, string email, CancellationToken ct) =>
        SendAsync(new LookerRequest(LookerOperations.UpdateUserCredentialsEmail, userId) { Json = new JsonObject { ["email"] = email } }, LookerEmailCredential.Read, ct);

    public Task<List<LookerUserSession>> ListUserSessionsAsync(string userId, CancellationToken ct) =>
        ListAsync(new LookerRequest(LookerOperations.AllUserSessions, userId), LookerUserSession.Read, ct);

    /// <summary>Ends the browser sessions of a user. One call, and one for each session.</summary>
    /// <returns>How many ended, including those that ended on their own meanwhile.</returns>
    public async Task<int> DeleteUserSessionsAsync(string userId, CancellationToken ct)
    {
        var sessions = await ListUserSessionsAsync(userId, ct);
        foreach (var session in sessions)
        {
            await IgnoreMissing(SendAsync(new LookerRequest(LookerOperations.DeleteUserSession, userId, session.Id), ct));
        }

        return sessions.Count;
    }

    public Task<List<LookerApi3Credential>> ListApi3CredentialsAsync(string userId, CancellationToken ct) =>
        ListAsync(new LookerRequest(LookerOperations.AllUserCredentialsApi3s, userId), LookerApi3Credential.Read, ct);

    /// <summary>Removes all API keys of a user. One call, and one for each key.</summary>
    /// <returns>How many are gone, including those that somebody else removed meanwhile.</returns>
    public async Task<int> DeleteApi3CredentialsAsync(string userId, CancellationToken ct)
    {
        var keys = await ListApi3CredentialsAsync(userId, ct);
        foreach (var key in keys)
        {
            await IgnoreMissing(DeleteApi3CredentialAsync(userId, key.Id, ct));
        }

        return keys.Count;
    }

    public Task DeleteApi3CredentialAsync(string userId, string credentialId, CancellationToken ct) =>
        SendAsync(new LookerRequest(LookerOperations.DeleteUserCredentialsApi3, userId, credentialId), ct);

    private static void Set(JsonObject body, string name, JsonNode? value)
    {
        if (value is not null)
        {
            body[name] = value;
        }
    }

    private static async Task IgnoreMissing(Task call)
    {
        try
        {
            await call;
        }
        catch (LookerNotFoundException)
        {
            // It is gone already, which is what the caller wants.
        }
    }
}
