// SPDX-License-Identifier: UNLICENSED
pragma solidity ^0.8.0;

// A dollar token that behaves as Tether's on TRON does, with all that makes it awkward: transfer
// answers false though it worked, only the debited side is checked against the blacklist, destroyed
// money leaves no Transfer, a fee may be switched on and the whole contract be replaced by another.
// Written for the sandbox; the arithmetic is checked by the compiler.

interface Successor {
    function transferByLegacy(address from, address to, uint256 value) external returns (bool);
    function transferFromByLegacy(address sender, address from, address to, uint256 value) external returns (bool);
    function approveByLegacy(address from, address spender, uint256 value) external returns (bool);
    function balanceOf(address who) external view returns (uint256);
    function allowance(address owner, address spender) external view returns (uint256);
    function totalSupply() external view returns (uint256);
}

contract TetherLike {
    string public name;
    string public symbol;
    uint8 public decimals;
    uint256 internal supply;
    mapping(address => uint256) internal balances;
    mapping(address => mapping(address => uint256)) internal allowed;
    address public owner;
    bool public paused;
    mapping(address => bool) public isBlackListed;
    address public upgradedAddress;
    bool public deprecated;
    uint256 public basisPointsRate;
    uint256 public maximumFee;
    uint256 internal constant MAX_BASIS_POINTS = 20;
    uint256 internal constant MAX_FEE = 50;

    event Transfer(address indexed from, address indexed to, uint256 value);
    event Approval(address indexed owner, address indexed spender, uint256 value);
    event Issue(uint256 amount);
    event Redeem(uint256 amount);
    event Deprecate(address newAddress);
    event Params(uint256 feeBasisPoints, uint256 maxFee);
    event AddedBlackList(address indexed user);
    event RemovedBlackList(address indexed user);
    event DestroyedBlackFunds(address indexed user, uint256 balance);
    event Pause();
    event Unpause();
    event OwnershipTransferred(address indexed previousOwner, address indexed newOwner);

    modifier onlyOwner() {
        require(msg.sender == owner);
        _;
    }

    modifier whenNotPaused() {
        require(!paused);
        _;
    }

    constructor(uint256 initialSupply, string memory tokenName, string memory tokenSymbol, uint8 tokenDecimals) {
        owner = msg.sender;
        supply = initialSupply;
        name = tokenName;
        symbol = tokenSymbol;
        decimals = tokenDecimals;
        balances[msg.sender] = initialSupply;
        emit Transfer(address(0), msg.sender, initialSupply);
    }

    function totalSupply() public view returns (uint256) {
        if (deprecated) return Successor(upgradedAddress).totalSupply();
        return supply;
    }

    function balanceOf(address who) public view returns (uint256) {
        if (deprecated) return Successor(upgradedAddress).balanceOf(who);
        return balances[who];
    }

    function allowance(address holder, address spender) public view returns (uint256) {
        if (deprecated) return Successor(upgradedAddress).allowance(holder, spender);
        return allowed[holder][spender];
    }

    function calcFee(uint256 value) public view returns (uint256) {
        uint256 fee = (value * basisPointsRate) / 10000;
        if (fee > maximumFee) fee = maximumFee;
        return fee;
    }

    // It never says true, as the genuine one does not.
    function transfer(address to, uint256 value) public whenNotPaused returns (bool) {
        require(!isBlackListed[msg.sender]);
        if (deprecated) return Successor(upgradedAddress).transferByLegacy(msg.sender, to, value);
        move(msg.sender, to, value);
        return false;
    }

    function transferFrom(address from, address to, uint256 value) public whenNotPaused returns (bool) {
        require(!isBlackListed[from]);
        if (deprecated) return Successor(upgradedAddress).transferFromByLegacy(msg.sender, from, to, value);
        uint256 permitted = allowed[from][msg.sender];
        require(permitted >= value);
        if (permitted < type(uint256).max) allowed[from][msg.sender] = permitted - value;
        move(from, to, value);
        return true;
    }

    function approve(address spender, uint256 value) public whenNotPaused returns (bool) {
        if (deprecated) return Successor(upgradedAddress).approveByLegacy(msg.sender, spender, value);
        return setAllowance(spender, value);
    }

    function increaseApproval(address spender, uint256 added) public whenNotPaused returns (bool) {
        return setAllowance(spender, allowed[msg.sender][spender] + added);
    }

    function decreaseApproval(address spender, uint256 taken) public whenNotPaused returns (bool) {
        uint256 before = allowed[msg.sender][spender];
        return setAllowance(spender, taken > before ? 0 : before - taken);
    }

    function issue(uint256 amount) public onlyOwner {
        balances[owner] += amount;
        supply += amount;
        emit Issue(amount);
        emit Transfer(address(0), owner, amount);
    }

    function redeem(uint256 amount) public onlyOwner {
        supply -= amount;
        balances[owner] -= amount;
        emit Redeem(amount);
        emit Transfer(owner, address(0), amount);
    }

    function addBlackList(address user) public onlyOwner {
        isBlackListed[user] = true;
        emit AddedBlackList(user);
    }

    function removeBlackList(address user) public onlyOwner {
        isBlackListed[user] = false;
        emit RemovedBlackList(user);
    }

    function getBlackListStatus(address user) external view returns (bool) {
        return isBlackListed[user];
    }

    // The money is gone and no Transfer tells of it.
    function destroyBlackFunds(address user) public onlyOwner {
        require(isBlackListed[user]);
        uint256 funds = balanceOf(user);
        balances[user] = 0;
        supply -= funds;
        emit DestroyedBlackFunds(user, funds);
    }

    function setParams(uint256 newBasisPoints, uint256 newMaxFee) public onlyOwner {
        require(newBasisPoints < MAX_BASIS_POINTS);
        require(newMaxFee < MAX_FEE);
        basisPointsRate = newBasisPoints;
        maximumFee = newMaxFee * (10 ** uint256(decimals));
        emit Params(basisPointsRate, maximumFee);
    }

    function deprecate(address newAddress) public onlyOwner {
        require(newAddress != address(0));
        deprecated = true;
        upgradedAddress = newAddress;
        emit Deprecate(newAddress);
    }

    function pause() public onlyOwner whenNotPaused {
        paused = true;
        emit Pause();
    }

    function unpause() public onlyOwner {
        require(paused);
        paused = false;
        emit Unpause();
    }

    function transferOwnership(address newOwner) public onlyOwner {
        require(newOwner != address(0));
        emit OwnershipTransferred(owner, newOwner);
        owner = newOwner;
    }

    function move(address from, address to, uint256 value) internal {
        require(to != address(0));
        uint256 fee = calcFee(value);
        // A plain refusal, with no word of why: as the genuine one answers who has too little.
        require(value <= balances[from]);
        balances[from] -= value;
        balances[to] += value - fee;
        if (fee > 0) {
            balances[owner] += fee;
            emit Transfer(from, owner, fee);
        }
        emit Transfer(from, to, value - fee);
    }

    function setAllowance(address spender, uint256 value) internal returns (bool) {
        require(spender != address(0));
        allowed[msg.sender][spender] = value;
        emit Approval(msg.sender, spender, value);
        return true;
    }
}
